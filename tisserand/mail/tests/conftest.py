from datetime import timedelta
from pathlib import Path

import pytest
from django.core.mail.backends.base import BaseEmailBackend

from tests.mail_server import mail_server
from tisserand.mail import kinds
from tisserand.mail.kinds import Class, Content
from tisserand.mail.mailbox import Mailbox


class Killed(BaseException):
    """What a `kill -9` is to the code it hits: nothing catches it."""


class Wire:
    """A mail server as the outbox meets it. `accepted` is what came; it breaks as told, or after `until`."""

    def __init__(self):
        self.accepted, self.before, self.after, self.closed, self.until = [], None, None, None, None

    def sent(self):
        return [message.extra_headers["Message-ID"] for message in self.accepted]


wire = Wire()


class Backend(BaseEmailBackend):
    """The wire's end in Django: an e-mail backend whose server breaks when told to."""

    def open(self):
        if wire.closed or wire.until == len(wire.accepted):
            raise wire.closed or ConnectionRefusedError(111, "Connection refused")

    def send_messages(self, messages):
        for message in messages:
            message.message()
            if wire.before:
                raise wire.before
            wire.accepted.append(message)
            if wire.after:
                raise wire.after
        return len(messages)


class DyingMailbox(Mailbox):
    """It keeps the letter, and the process dies before it can be noted."""

    def send_messages(self, messages):
        super().send_messages(messages)
        raise Killed


@pytest.fixture
def server(settings):
    """A mail server one can break: `server.before`, `server.after`, `server.closed` are raised."""
    settings.EMAIL_BACKEND = f"{__name__}.Backend"
    wire.__init__()
    return wire


@pytest.fixture
def post(settings):
    """A real SMTP server, to which this site sends."""
    with mail_server() as office:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
        yield office


@pytest.fixture(autouse=True)
def some_kinds(monkeypatch, settings):
    """A kind of each class, that says the ids it was posted with."""
    from django.conf import settings as real

    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    here = str(Path(__file__).parent / "templates")
    settings.TEMPLATES = [{**real.TEMPLATES[0], "DIRS": [here]}]

    def says(envelope):
        return Content(
            "mail_tests/says",
            f"About {[item.get('n') for item in envelope.items]}",
            {"numbers": [str(item.get("n")) for item in envelope.items]},
            sender_name="Claire Vasseur · Management à distance",
            thread_key="thread-7",
            list_name="distance",
        )

    kinds.kind("test-necessary", Class.NECESSARY)(says)
    kinds.kind("test-answer", Class.ANSWER)(says)
    kinds.kind("test-news", Class.NEWS)(says)
    kinds.kind("test-encouragement", Class.ENCOURAGEMENT, hold=timedelta(seconds=60))(says)
    kinds.kind("test-answers", Class.ANSWER, gather=timedelta(minutes=30))(says)
    kinds.kind("test-digest", Class.NEWS, gather=timedelta(hours=2))(says)
    kinds.kind("test-stale", Class.ANSWER)(lambda envelope: None)
    kinds.kind("test-broken", Class.ANSWER)(lambda envelope: {}["nothing"])
