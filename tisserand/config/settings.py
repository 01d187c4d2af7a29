"""One file; every value from the environment, with defaults that run on a laptop. See docs/reference.md."""

import os
import sys
from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONCE
from django.core.management.utils import get_random_secret_key

from .given import Unreadable, given

try:
    environ.Env.ENVIRON = GIVEN = given(os.environ)
except Unreadable as problem:
    sys.exit(str(problem))
env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env("TISSERAND_DATA", default=str(BASE_DIR.parent / "var"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

PRODUCTION = env.bool("TISSERAND_PRODUCTION", default=False)
DEMO = env.bool("TISSERAND_DEMO", default=False)
DEBUG = env.bool("TISSERAND_DEBUG", default=False)


def _local_secret() -> str:
    kept = DATA_DIR / "secret-key"
    if not kept.exists():
        kept.write_text(get_random_secret_key())
        kept.chmod(0o600)
    return kept.read_text().strip()


SECRET_KEY_GIVEN = bool(env("TISSERAND_SECRET_KEY", default=""))
SECRET_KEY = env("TISSERAND_SECRET_KEY", default="") or _local_secret()
SITE_URL = env("TISSERAND_URL", default="http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list("TISSERAND_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
PROXIES = env.int("TISSERAND_PROXIES", default=0)
WEB_THREADS = env.int("TISSERAND_THREADS", default=8)
MAX_BODY_BYTES = env.int("TISSERAND_MAX_UPLOAD_MB", default=512) * 1024 * 1024
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https") else []

INSTALLED_APPS = [
    "tisserand.config",
    "tisserand.demo",
    "tisserand.integrations.imports",
    "tisserand.attention",
    "tisserand.facilitation",
    "tisserand.effect",
    "tisserand.letter",
    "tisserand.meetings",
    "tisserand.similar",
    "tisserand.chat",
    "tisserand.debates",
    "tisserand.thanks",
    "tisserand.resources",
    "tisserand.conversations",
    "tisserand.messages",
    "tisserand.programmes",
    "tisserand.privacy",
    "tisserand.concerns",
    "tisserand.search",
    "tisserand.communities",
    "tisserand.mail",
    "tisserand.people",
    "tisserand.ui",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tisserand.ui.compression.CompressPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tisserand.people.middleware.in_their_words",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "tisserand.ui.faults.speak",
]

ROOT_URLCONF = "tisserand.config.urls"
TEMPLATES = [
    {
        "NAME": "pages",
        "BACKEND": "tisserand.ui.templating.engine.Pages",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "tisserand.ui.templating.engine.Environment",
            "context_processors": [
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tisserand.communities.context.community",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.Jinja2"

# Database: SQLite in the data folder, or whatever DATABASE_URL names. What is deleted is overwritten, as
# Debian's SQLite does by itself: an erased name must not lie on in the file.
SQLITE_TUNING = """
    PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=134217728;
    PRAGMA journal_size_limit=27103364; PRAGMA cache_size=-20000; PRAGMA temp_store=MEMORY;
    PRAGMA secure_delete=ON;
"""
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'tisserand.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"] |= {
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 10, "init_command": SQLITE_TUNING},
    }
else:
    # Short queries only: compiling one to machine code takes longer than running it.
    DATABASES["default"]["OPTIONS"] = {"options": "-c jit=off"} | DATABASES["default"].get("OPTIONS", {})
    DATABASES["default"]["OPTIONS"] |= {"pool": {"min_size": 1, "max_size": 12, "timeout": 10}}
    # PostgreSQL plans a query that comes back once, not at each page (decision 0081).
    DATABASES["default"]["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 3}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Shared memory between processes: Redis when named, otherwise each process for itself.
REDIS_URL = env("REDIS_URL", default="")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# Tasks. A row of the database is the queue; with a broker, workers hear of it through RabbitMQ or Redis.
TASKS = {"default": {"BACKEND": "tisserand.config.queue.Queue", "QUEUES": []}}
BROKER_URL = env("TISSERAND_BROKER_URL", default="")
METRICS_TOKEN = env("TISSERAND_METRICS_TOKEN", default="")
TASK_RETRY_AFTER = tuple(
    timedelta(minutes=int(pause))
    for pause in env.list("TISSERAND_RETRY_MINUTES", default=["1", "5", "30", "120"])
)

# People
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
SESSION_COOKIE_AGE = 90 * 24 * 3600
SESSION_ENGINE = "tisserand.people.sessions"

# Mail. "mailbox://" keeps everything readable on the site's own mail box page; nothing leaves the machine.
EMAIL_URL = env("EMAIL_URL", default="mailbox://")
if EMAIL_URL.startswith("mailbox:"):
    EMAIL_BACKEND = "tisserand.mail.mailbox.Mailbox"
else:
    vars().update(env.email_url("EMAIL_URL"))
EMAIL_TIMEOUT = 20
LEARNED_ORDER = env.bool("TISSERAND_LEARNED_ORDER", default=False)
ENCOURAGEMENTS_A_WEEK = max(env.int("TISSERAND_ENCOURAGEMENTS_A_WEEK", default=2), 1)
MAIL_FROM = env("TISSERAND_MAIL_FROM", default="tisserand@localhost")
DEFAULT_FROM_EMAIL = MAIL_FROM
# Mail that comes in: after the at sign of reply addresses ("box+@example.com" puts them behind a plus); ""
# receives none. What each address is for is a function `target(mail, pk, *, now)`, see mail/inbound.
MAIL_IN_DOMAIN = env("TISSERAND_MAIL_IN_DOMAIN", default="replies.localhost" if DEMO else "")
MAIL_IN_HOST = env("TISSERAND_MAIL_IN_HOST", default="127.0.0.1")
MAIL_IN_PORT = env.int("TISSERAND_MAIL_IN_PORT", default=8025)
MAIL_IN_PROTOCOL = env("TISSERAND_MAIL_IN_PROTOCOL", default="smtp")
MAIL_IN_MAX_BYTES = env.int("TISSERAND_MAIL_IN_MAX_MB", default=25) * 1024 * 1024
MAIL_IN_IMAP_URL = env("TISSERAND_IMAP_URL", default="")
MAIL_IN_IMAP_TOKEN_FILE = env("TISSERAND_IMAP_TOKEN_FILE", default="")  # read each time: tokens last an hour
MAIL_IN_KEPT_DAYS = env.int("TISSERAND_MAIL_IN_KEPT_DAYS", default=30)
MAIL_REPLY_DAYS = env.int("TISSERAND_MAIL_REPLY_DAYS", default=90)
MAIL_TARGETS = {
    "thread": "tisserand.conversations.by_mail.reply",
    "several": "tisserand.conversations.by_mail.answer_several",
    "publish": "tisserand.conversations.by_mail.publish",
    "community": "tisserand.conversations.by_mail.ask",
    "decision": "tisserand.conversations.by_mail.answer_decision",
    "roomdecision": "tisserand.chat.by_mail.answer_decision",
    "privdecision": "tisserand.messages.by_mail.answer_decision",
    "stop": "tisserand.mail.stopping.by_mail",
    "private": "tisserand.messages.by_mail.reply",
    "letter": "tisserand.attention.by_mail.answer_letter",
    "peerword": "tisserand.attention.by_mail.give_word",
    "plan": "tisserand.facilitation.by_mail.answer_plan",
    "session": "tisserand.meetings.by_mail.answer_session",
    "edition": "tisserand.letter.by_mail.answer_edition",
}
MAIL_PLAIN_TARGET = "tisserand.conversations.by_mail.ask"
MAIL_PLAIN_NAMES = "tisserand.communities.by_mail.named"
ONE_CLICK_DAYS = env.int("TISSERAND_ONE_CLICK_DAYS", default=90)

# Words and time
LANGUAGE_CODE = env("TISSERAND_LANGUAGE", default="fr")
LANGUAGES = [("fr", "français"), ("en", "English")]
TIME_ZONE = env("TISSERAND_TIME_ZONE", default="Europe/Paris")
COUNTRY = env("TISSERAND_COUNTRY", default="FR")
USE_TZ = True
USE_I18N = True

# Files
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_ROOT = DATA_DIR / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
NIGHTLY_BACKUP = bool(env("TISSERAND_BACKUP_DIR", default=""))
BACKUP_DIR = Path(env("TISSERAND_BACKUP_DIR", default="") or DATA_DIR / "backups")
BACKUPS_KEPT = env.int("TISSERAND_BACKUPS_KEPT", default=7)
STORAGES = {
    "default": {"BACKEND": "tisserand.ui.storage.Files"},
    "staticfiles": {"BACKEND": "tisserand.ui.storage.Sheets"},
}
if DEBUG:
    STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"

# Safety
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'", NONCE],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
CSRF_FAILURE_VIEW = "tisserand.ui.faults.stale_form"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("TISSERAND_LOG_LEVEL", default="WARNING")},
}
# `check --deploy`: the proxy leads from http to https (deploy/nginx.conf), and neither the other hosts of the
# domain nor the lists that browsers are shipped with are this site's to answer for.
SILENCED_SYSTEM_CHECKS = ["security.W008", "security.W005", "security.W021"]
