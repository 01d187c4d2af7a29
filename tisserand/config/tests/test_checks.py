import pytest
from django.core.management.base import CommandError
from django.db import connection

from tisserand.config import database
from tisserand.config.checks import box_to_fetch_from, broker_to_speak_to, durable, unsafe_production
from tisserand.config.given import Unreadable, given


@pytest.fixture
def safe(settings, tmp_path):
    """Production settings with nothing to say against."""
    settings.SECRET_KEY_GIVEN, settings.SECRET_KEY = True, "long and random" * 4
    settings.PRODUCTION, settings.DEBUG, settings.DEMO = True, False, False
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://learn.example.com", ["learn.example.com"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAIL_FROM, settings.REDIS_URL, settings.PROXIES = "Tisserand <learn@example.com>", "", 1
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.DATA_DIR = tmp_path
    tmp_path.chmod(0o750)
    return settings


def codes():
    return {found.id.partition(".")[2] for found in unsafe_production()}


def test_safe_settings_pass(safe):
    assert codes() == set()


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("DEBUG", True, "E002"),
        ("SITE_URL", "http://learn.example.com", "E003"),
        ("EMAIL_BACKEND", "tisserand.mail.mailbox.Mailbox", "E004"),
        ("DEMO", True, "E005"),
        ("ALLOWED_HOSTS", ["*"], "E006"),
        ("ALLOWED_HOSTS", ["other.example.com"], "E006"),
        ("SECRET_KEY_GIVEN", False, "E001"),
        ("SECRET_KEY", "too short", "E007"),
        ("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend", "E004"),
        ("EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend", "E004"),
        ("MAIL_FROM", "tisserand@localhost", "E008"),
        ("MAIL_FROM", "Tisserand <tisserand@localhost>", "E008"),
        ("PROXIES", 0, "E009"),
        ("SESSION_COOKIE_SECURE", False, "E010"),
        ("CSRF_COOKIE_SECURE", False, "E010"),
    ],
)
def test_each_unsafe_setting_is_refused(safe, name, value, code):
    setattr(safe, name, value)
    assert codes() == {code}


def test_each_refusal_says_what_to_do(safe):
    safe.SITE_URL, safe.PROXIES = "http://learn.example.com", 0
    assert [(found.msg[-1], bool(found.hint)) for found in unsafe_production()] == [(".", True)] * 2


def test_a_folder_that_anybody_may_read_is_told(safe, tmp_path):
    tmp_path.chmod(0o755)
    assert codes() == {"W003"}


def test_outside_production_nothing_is_refused(safe):
    safe.PRODUCTION, safe.DEBUG, safe.SITE_URL = False, True, "http://127.0.0.1:8000"
    assert codes() == set()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("", []),
        ("amqp://queue.example.com/tisserand", []),
        ("redis://cache.example.com/1", []),
        ("kafka://x", ["tisserand.E012"]),
    ],
)
def test_the_broker_is_one_we_know(settings, address, said):
    settings.BROKER_URL = address
    assert [found.id for found in broker_to_speak_to()] == said


def test_celery_that_is_not_installed_is_told(settings, monkeypatch):
    settings.BROKER_URL = "redis://cache.example.com/1"
    monkeypatch.setattr("tisserand.config.checks.find_spec", lambda name: None)
    assert [found.id for found in broker_to_speak_to()] == ["tisserand.E013"]


@pytest.mark.parametrize(
    ("url", "domain", "said"),
    [
        ("", "", []),
        ("imaps://learn%40example.com:s%2Fcret@imap.example.com/Learn", "learn+@example.com", []),
        ("imap://box:secret@127.0.0.1:1143", "learn.example.com", []),
        ("imap://box:secret@imap.example.com", "learn.example.com", ["tisserand.E016"]),
        ("imaps://box:secret@imap.example.com", "", ["tisserand.E015"]),
        ("imaps://imap.example.com", "learn.example.com", ["tisserand.E014"]),
        ("imaps://box@imap.example.com", "learn.example.com", ["tisserand.E017"]),
        ("pop3://box:secret@example.com", "learn.example.com", ["tisserand.E014"]),
        ("imaps://box:secret@imap.example.com:mail", "learn.example.com", ["tisserand.E014"]),
    ],
)
def test_the_mail_box_can_be_fetched_from(settings, url, domain, said):
    settings.PRODUCTION, settings.MAIL_IN_IMAP_URL, settings.MAIL_IN_DOMAIN = True, url, domain
    assert [found.id for found in box_to_fetch_from()] == said


def test_a_token_may_stand_for_the_password_of_the_mail_box(settings):
    settings.MAIL_IN_IMAP_URL, settings.MAIL_IN_DOMAIN = "imaps://box@imap.example.com", "learn.example.com"
    settings.MAIL_IN_IMAP_TOKEN_FILE = "/run/tisserand/token"
    assert box_to_fetch_from() == []


def test_https_without_production_is_told(safe):
    safe.PRODUCTION = False
    assert codes() == {"W002"}


WITHOUT_DISK = {"sqlite": "PRAGMA synchronous = NORMAL", "postgresql": "SET synchronous_commit = off"}


@pytest.mark.django_db
def test_the_database_of_tests_waits_for_the_disk_unless_told_otherwise():
    with database.apart() as own:
        assert database.broken_promise(own) in ("", database._PROMISE.format("fsync", "on"))
        with own.cursor() as cursor:
            cursor.execute(WITHOUT_DISK[own.vendor])
        assert "does not wait for the disk" in database.broken_promise(own)


@pytest.fixture
def careless(monkeypatch):
    """The database as somebody set it who wanted speed."""
    real = database.apart

    def apart(**changed):
        key, value = ("init_command", "PRAGMA synchronous = OFF"), ("options", "-c synchronous_commit=off")
        name, told = key if connection.vendor == "sqlite" else value
        return real(OPTIONS={**changed.get("OPTIONS", {}), name: told})

    monkeypatch.setattr(database, "apart", apart)
    monkeypatch.setattr("tisserand.config.checks.apart", apart)


@pytest.mark.django_db
def test_production_refuses_a_database_that_does_not_wait_for_the_disk(safe, careless):
    (found,) = durable(databases=["default"])
    assert (found.id, "lost with the power" in found.msg) == ("tisserand.E011", True)
    with pytest.raises(CommandError, match="lost with the power"):
        database.must_answer()
    safe.PRODUCTION = False
    assert durable(databases=["default"]) == []
    database.must_answer()


def test_a_secret_may_come_from_a_file(tmp_path):
    (tmp_path / "key").write_text("from the file\n")
    told = given({"TISSERAND_SECRET_KEY_FILE": str(tmp_path / "key"), "HOME_FILE": "/nowhere", "LANG": "C"})
    assert (told["TISSERAND_SECRET_KEY"], "HOME" in told, told["LANG"]) == ("from the file", False, "C")


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(Unreadable, match="DATABASE_URL_FILE names"):
        given({"DATABASE_URL_FILE": str(tmp_path / "nothing")})
