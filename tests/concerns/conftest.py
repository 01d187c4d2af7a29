from datetime import timedelta

import pytest
from django.test import Client
from django.utils import translation

from tisserand.concerns.lines import everything, reader_of
from tisserand.conversations import topics, writing


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def later(now):
    """So many minutes after everybody came in: `later(30)`."""
    return lambda minutes: now + timedelta(minutes=minutes)


@pytest.fixture
def begin(community, cast, later):
    """`begin(by=cast.ada)`: a discussion, a minute after they came in."""

    def begin(title="How to begin?", *, by=None, kind="discussion", at=1, source="I do not dare.", **more):
        person = by or cast.chloe
        return writing.start(
            community, kind=kind, title=title, by=person, source=source, now=later(at), **more
        )

    return begin


@pytest.fixture
def say(cast, later):
    def say(thread, *, by=None, at=10, source="Begin with a fact."):
        return writing.reply(thread, by=by or cast.bao, source=source, now=later(at))

    return say


@pytest.fixture
def concerns(now):
    """The lines of somebody's page an hour later: rank, title, why."""

    def look(person, *, hours=1):
        reader = reader_of(person, now=now + timedelta(hours=hours))
        return [(line.rank.name, line.title, line.why) for line in everything(reader, 50)]

    return look


@pytest.fixture
def visitor():
    def sign_in(person):
        client = Client(headers={"Accept-Language": person.language})
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def tune(cast, later):
    def tune(name, hears, *, mail="", at=5):
        return cast.places[name].tune(hears=hears, mail_cadence=mail, now=later(at))

    return tune


@pytest.fixture
def topic(community, cast, later):
    return topics.add(community, "Meetings", by=cast.ada, now=later(0))
