import pytest

from tisserand.config.checks import unsafe_production


@pytest.fixture
def safe(settings, monkeypatch):
    """Production settings with nothing to say against."""
    monkeypatch.setenv("TISSERAND_SECRET_KEY", "long and random")
    settings.PRODUCTION, settings.DEBUG, settings.DEMO = True, False, False
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://learn.example.com", ["learn.example.com"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.REDIS_URL = ""
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
    ],
)
def test_each_unsafe_setting_is_refused(safe, name, value, code):
    setattr(safe, name, value)
    assert codes() == {code}


def test_a_key_made_on_the_machine_is_refused(safe, monkeypatch):
    monkeypatch.delenv("TISSERAND_SECRET_KEY")
    assert codes() == {"E001"}


def test_outside_production_nothing_is_asked(safe):
    safe.PRODUCTION, safe.DEBUG = False, True
    assert codes() == set()
