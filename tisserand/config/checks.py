"""What a site must not start with in production, in plain words: run before each start, and by `check`."""

import os
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.http.request import validate_host


@register("tisserand")
def unsafe_production(app_configs=None, **kwargs) -> list[CheckMessage]:
    """One error for each setting that would put a site in production (TISSERAND_PRODUCTION=1) at risk."""
    if not settings.PRODUCTION:
        return []
    host = urlsplit(settings.SITE_URL).hostname or ""
    refused = [
        (not os.environ.get("TISSERAND_SECRET_KEY"), "E001", _SECRET),
        (settings.DEBUG, "E002", _DEBUG),
        (not settings.SITE_URL.startswith("https://"), "E003", _URL),
        (settings.EMAIL_BACKEND.endswith("Mailbox"), "E004", _MAIL),
        (settings.DEMO, "E005", _DEMO),
        ("*" in settings.ALLOWED_HOSTS or not validate_host(host, settings.ALLOWED_HOSTS), "E006", _HOSTS),
    ]
    found: list[CheckMessage] = [
        Error(what, hint=hint, id=f"tisserand.{code}") for wrong, code, (what, hint) in refused if wrong
    ]
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") and settings.REDIS_URL:
        found.append(Warning(_SQLITE[0], hint=_SQLITE[1], id="tisserand.W001"))
    return found


_SECRET = (
    "TISSERAND_SECRET_KEY is not set: sessions would be signed with a key made on this machine.",
    "Give every node the same long random text: "
    "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'",
)
_DEBUG = ("TISSERAND_DEBUG is on: errors would show the code and data to visitors.", "Remove it.")
_URL = (
    "TISSERAND_URL does not begin with https://: sign-in links and cookies would travel in the clear.",
    "Set it to the address people type, for example https://learn.example.com.",
)
_MAIL = (
    "EMAIL_URL is not set: mail would stay on this site's own mail box page and reach nobody.",
    "Name your mail server, for example smtp+tls://user:password@smtp.example.com:587.",
)
_DEMO = ("TISSERAND_DEMO is on: anybody could sign in as anybody.", "Remove it.")
_HOSTS = (
    "TISSERAND_HOSTS does not name the host of TISSERAND_URL, or allows any name.",
    "List the names this site answers to, separated by commas.",
)
_SQLITE = (
    "REDIS_URL is set but the database is SQLite, which serves one machine.",
    "For several nodes set DATABASE_URL to a PostgreSQL (docs/install.md).",
)
