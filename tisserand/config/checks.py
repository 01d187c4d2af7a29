"""What a site must not start with in production, in plain words: run before each start, and by `check`."""

from collections.abc import Sequence
from importlib.util import find_spec
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Tags, Warning, register
from django.http.request import validate_host

from tisserand.mail.inbound import mail_box
from tisserand.search import embedding

from .database import apart, broken_promise

SHORTEST_KEY = 40
KEEPS_MAIL = ("mailbox.Mailbox", "console.EmailBackend", "dummy.EmailBackend", "locmem.EmailBackend")
BROKERS = {"amqp", "amqps", "redis", "rediss"}


@register("tisserand")
def unsafe_production(app_configs=None, **kwargs) -> list[CheckMessage]:
    """One error for each setting that would put a site in production (TISSERAND_PRODUCTION=1) at risk."""
    https = settings.SITE_URL.startswith("https://")
    if not settings.PRODUCTION:
        return [Warning(_HALF_WAY[0], hint=_HALF_WAY[1], id="tisserand.W002")] if https else []
    host = urlsplit(settings.SITE_URL).hostname or ""
    refused = [
        (not settings.SECRET_KEY_GIVEN, "E001", _SECRET),
        (settings.SECRET_KEY_GIVEN and len(settings.SECRET_KEY) < SHORTEST_KEY, "E007", _SHORT),
        (settings.DEBUG, "E002", _DEBUG),
        (not https, "E003", _URL),
        (settings.EMAIL_BACKEND.endswith(KEEPS_MAIL), "E004", _MAIL),
        (settings.DEMO, "E005", _DEMO),
        ("*" in settings.ALLOWED_HOSTS or not validate_host(host, settings.ALLOWED_HOSTS), "E006", _HOSTS),
        (settings.MAIL_FROM.rstrip("> ").endswith("@localhost"), "E008", _FROM),
        (settings.PROXIES < 1, "E009", _PROXIES),
        (not (settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE), "E010", _COOKIES),
    ]
    found: list[CheckMessage] = [
        Error(what, hint=hint, id=f"tisserand.{code}") for wrong, code, (what, hint) in refused if wrong
    ]
    warned = [
        (settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") and settings.REDIS_URL, "W001", _SQLITE),
        (settings.DATA_DIR.stat().st_mode & 0o007, "W003", _FOLDER),
    ]
    return found + [
        Warning(what, hint=hint, id=f"tisserand.{code}") for wrong, code, (what, hint) in warned if wrong
    ]


@register("tisserand", Tags.database)
def durable(app_configs=None, databases: Sequence[str] | None = None, **kwargs) -> list[CheckMessage]:
    """In production, the database must wait for the disk before it says that something is saved."""
    if not settings.PRODUCTION or "default" not in (databases or ()):
        return []
    with apart() as connection:
        what = broken_promise(connection)
    return [Error(what, id="tisserand.E011")] if what else []


@register("tisserand")
def meaning_to_compare(app_configs=None, **kwargs) -> list[CheckMessage]:
    """A word where the model that compares what questions mean is not installed: words alone do."""
    return [] if embedding.here() else [Info(_MEANING[0], hint=_MEANING[1], id="tisserand.I001")]


@register("tisserand")
def broker_to_speak_to(app_configs=None, **kwargs) -> list[CheckMessage]:
    """An error when workers could not reach the broker that is named."""
    if not settings.BROKER_URL:
        return []
    if settings.BROKER_URL.partition("://")[0] not in BROKERS:
        return [Error(_BROKER[0], hint=_BROKER[1], id="tisserand.E012")]
    if not find_spec("celery"):
        return [Error(_CELERY[0], hint=_CELERY[1], id="tisserand.E013")]
    return []


@register("tisserand")
def box_to_fetch_from(app_configs=None, **kwargs) -> list[CheckMessage]:
    """An error when mail could not be fetched from the box that is named, or only by showing its password."""
    if not settings.MAIL_IN_IMAP_URL:
        return []
    try:
        where = mail_box.address(settings.MAIL_IN_IMAP_URL)
    except ValueError:
        return [Error(_IMAP[0], hint=_IMAP[1], id="tisserand.E014")]
    if not where.password and not settings.MAIL_IN_IMAP_TOKEN_FILE:
        return [Error(_IMAP_KEY[0], hint=_IMAP_KEY[1], id="tisserand.E017")]
    if not settings.MAIL_IN_DOMAIN:
        return [Error(_IMAP_DOMAIN[0], hint=_IMAP_DOMAIN[1], id="tisserand.E015")]
    if settings.PRODUCTION and where.scheme == "imap" and where.host not in ("127.0.0.1", "::1", "localhost"):
        return [Error(_IMAP_CLEAR[0], hint=_IMAP_CLEAR[1], id="tisserand.E016")]
    return []


_SECRET = (
    "TISSERAND_SECRET_KEY is not set: sessions would be signed with a key made on this machine.",
    "Give every node the same long random text: "
    "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'",
)
_SHORT = (
    f"TISSERAND_SECRET_KEY is shorter than {SHORTEST_KEY} letters: it could be guessed, and sessions forged.",
    "Make a longer one: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'",
)
_DEBUG = ("TISSERAND_DEBUG is on: errors would show the code and data to visitors.", "Remove it.")
_URL = (
    "TISSERAND_URL does not begin with https://: sign-in links and cookies would travel in the clear.",
    "Set it to the address people type, for example https://learn.example.com.",
)
_MAIL = (
    "EMAIL_URL names no mail server: mail would stay on this machine and reach nobody.",
    "Name your mail server, for example smtp+tls://user:password@smtp.example.com:587.",
)
_DEMO = ("TISSERAND_DEMO is on: anybody could sign in as anybody.", "Remove it.")
_HOSTS = (
    "TISSERAND_HOSTS does not name the host of TISSERAND_URL, or allows any name.",
    "List the names this site answers to, separated by commas.",
)
_FROM = (
    "TISSERAND_MAIL_FROM is an address of localhost: mail servers would refuse what it sends.",
    "Set it to an address of yours, for example Tisserand <learn@example.com>.",
)
_PROXIES = (
    "TISSERAND_PROXIES is 0: every visitor would seem to come from one address, and a few wrong passwords "
    "would shut everybody out.",
    "Set it to the number of reverse proxies before this site: 1 when there is only the one that ends TLS.",
)
_COOKIES = (
    "Cookies may travel without https: sessions could be read on the way and taken over.",
    "Leave SESSION_COOKIE_SECURE and CSRF_COOKIE_SECURE as Tisserand sets them.",
)
_HALF_WAY = (
    "TISSERAND_URL is https but TISSERAND_PRODUCTION is not set: cookies are not held to https, and unsafe "
    "settings are not refused.",
    "Set TISSERAND_PRODUCTION=1.",
)
_SQLITE = (
    "REDIS_URL is set but the database is SQLite, which serves one machine.",
    "For several nodes set DATABASE_URL to a PostgreSQL (docs/install.md).",
)
_MEANING = (
    "Questions that resemble each other are found by their words alone.",
    "Install the extra `meaning` (docs/operate.md) to find those that say the same in other words.",
)
_BROKER = (
    "TISSERAND_BROKER_URL names neither RabbitMQ nor Redis.",
    "For example amqp://user:password@queue.example.com:5672/tisserand, or redis://cache.example.com:6379/1.",
)
_CELERY = (
    "TISSERAND_BROKER_URL is set, but Celery is not installed.",
    "Install what many nodes need: make .venv/scale.stamp (docs/scale.md).",
)
_IMAP = (
    "TISSERAND_IMAP_URL is not the address of a mail box.",
    "For example imaps://learn%40example.com:password@imap.example.com/INBOX: in the name and the password, "
    "@ is %40, / is %2F, : is %3A.",
)
_IMAP_KEY = (
    "TISSERAND_IMAP_URL has no password, and no token is given instead.",
    "Write user:password@ before the host, or name the file of an OAuth token in TISSERAND_IMAP_TOKEN_FILE.",
)
_IMAP_DOMAIN = (
    "TISSERAND_IMAP_URL is set, but no address of this site leads to that mail box.",
    "Set TISSERAND_MAIL_IN_DOMAIN, for example learn+@example.com for the box learn@example.com.",
)
_IMAP_CLEAR = (
    "TISSERAND_IMAP_URL begins with imap://: the password of the mail box would travel in the clear.",
    "Let it begin with imaps://, or imap+tls://.",
)
_FOLDER = (
    "The folder TISSERAND_DATA can be read by any user of this machine: uploaded files and keys are in it.",
    "Close it: chmod o-rwx on that folder.",
)
