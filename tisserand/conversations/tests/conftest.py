from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import translation
from PIL import Image

from tisserand.conversations import writing
from tisserand.mail import addressing


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def ask(community, cast, now):
    """`ask()` is a question by Chloé, now; every value can be another."""

    def ask(**values):
        values = {"kind": "question", "title": "How to begin?", "source": "I do not dare."} | values
        return writing.start(community, by=values.pop("by", cast.chloe), now=values.pop("now", now), **values)

    return ask


@pytest.fixture
def answer(cast, now):
    """`answer(thread)` is a reply by Bao, an hour later."""

    def answer(thread, source="Begin with a fact.", **values):
        values.setdefault("now", now + timedelta(hours=1))
        return writing.reply(thread, by=values.pop("by", cast.bao), source=source, **values)

    return answer


@pytest.fixture
def question(ask):
    return ask()


@pytest.fixture
def at(community, now, monkeypatch):
    """Set the clock of the community: `at(moment)`."""

    def set_clock(moment=now):
        monkeypatch.setattr("tisserand.communities.models.Community.now", lambda self: moment)

    set_clock()
    return set_clock


@pytest.fixture
def png():
    """A picture, as (name, bytes, type): a file joined to a mail."""
    picture = BytesIO()
    Image.new("RGB", (2, 2)).save(picture, "PNG")
    return lambda name: (name, picture.getvalue(), "image/png")


@pytest.fixture
def office(post_office):
    """The site receives mail, an hour after the question."""
    post_office.wait(hours=1)
    return post_office


@pytest.fixture
def first_answer(cast, office, question, answer):
    """The mail Chloé got when Bao answered."""
    answer(question, "Begin with a fact.")
    (mail,) = office.deliver()
    return mail


@pytest.fixture
def ask_address(cast, community, office):
    """Where this person asks by mail: `ask_address()` is Chloé's."""
    return lambda person=cast.chloe: addressing.reply_address(
        person, "community", community.pk, now=office.now
    )


@pytest.fixture
def click(client):
    """`click(mail, "Undo", undo="")`: follow the link of that label, and post what its form asks."""

    def click(mail, label, **fields):
        lines = mail.body.splitlines()
        url = next(lines[at + 1] for at, line in enumerate(lines) if line.startswith(label))
        assert client.get(url).status_code == 200
        return client.post(url, fields)

    return click
