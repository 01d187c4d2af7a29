import pytest

from tisserand.mail import addressing
from tisserand.mail.inbound import receiving, taking_in
from tisserand.mail.inbound.incoming import Refused

taken = []


def keep(mail, pk, *, now):
    """A target that remembers what it is given, and refuses what begins with “no”."""
    taken.append((mail, pk))
    if mail.text.startswith("no"):
        raise Refused("Not like this.")
    if mail.text.startswith("break"):
        raise RuntimeError("broken")


def one_name(local_part):
    return 7 if local_part == "distance" else None


@pytest.fixture(autouse=True)
def receiving_site(settings):
    """A site that receives mail for one purpose, whose targets are in `taken`."""
    settings.MAIL_IN_DOMAIN = "learn.example.com"
    settings.MAIL_TARGETS = {"thread": f"{__name__}.keep"}
    settings.MAIL_PLAIN_TARGET = f"{__name__}.keep"
    settings.MAIL_PLAIN_NAMES = f"{__name__}.one_name"
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    taken.clear()


@pytest.fixture
def targets_got(receiving_site):
    return taken


@pytest.fixture
def ada(make_person):
    return make_person("Ada", "Lovel")


@pytest.fixture
def mail():
    """`mail("Yes.", Subject="Re: x")`: the bytes of a mail."""

    def make(text="Yes.", **headers):
        told = {
            "From": "Ada Lovel <ada@example.com>",
            "To": "someone@example.com",
            "Subject": "Re: How to begin?",
            "Message-ID": "<one@mail.example.com>",
            "Date": "Tue, 24 Nov 2026 10:00:00 +0100",
            "Content-Type": "text/plain; charset=utf-8",
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        lines = "".join(f"{name}: {value}\r\n" for name, value in told.items() if value is not None)
        return f"{lines}\r\n{text}".encode()

    return make


@pytest.fixture
def address(ada, now):
    return addressing.reply_address(ada, "thread", 41, now=now)


@pytest.fixture
def bring(now):
    """`bring(raw, to)` receives a mail and takes in all that waits; the rows that came of it."""

    def bring(raw, *recipients, sender="ada@example.com", at=None):
        rows = receiving.receive(raw, recipients, sender, now=at or now)
        taking_in.take_in_due(at or now)
        for row in rows:
            row.refresh_from_db()
        return rows

    return bring
