from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tisserand.conversations import writing
from tisserand.mail.models import Envelope


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
def reader():
    """A browser of somebody's own, signed in: `reader(ada)`."""

    def sign_in(person):
        client = Client(headers={"Accept-Language": "en"})
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def at(community, now, monkeypatch):
    """Set the clock of the community: `at(moment)`."""

    def set_clock(moment=now):
        monkeypatch.setattr("tisserand.communities.models.Community.now", lambda self: moment)

    set_clock()
    return set_clock


@pytest.fixture
def mails():
    """What waits in the outbox, as (kind, first name), in order."""
    waiting = Envelope.objects.select_related("person").order_by("pk")
    return lambda: [(mail.kind, mail.person.given_name) for mail in waiting.all()]


@pytest.fixture
def count_queries(db):
    """How many queries a page takes, its session and door included."""

    def count(client, url):
        client.get(url)  # caches of the process, and the reading that a first visit notes
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    return count
