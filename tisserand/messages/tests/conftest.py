from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tisserand.mail.models import Envelope
from tisserand.messages import writing


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def an_hour(community, now, monkeypatch):
    """The clock of the community: `an_hour(later)` sets it."""

    def set_clock(moment):
        monkeypatch.setattr("tisserand.communities.models.Community.now", lambda self: moment)

    set_clock(now)
    return set_clock


@pytest.fixture
def begin(community, cast, now):
    """`begin()` is Bao writing to Chloé, now; every value can be another."""

    def begin(*people, source="A word between us.", **values):
        by = values.pop("by", cast.bao)
        values.setdefault("now", now)
        return writing.begin(community, by=by, people=people or [cast.chloe], source=source, **values)

    return begin


@pytest.fixture
def answer(cast, now):
    """`answer(message)` is Chloé, a minute later."""

    def answer(message, source="Thank you.", **values):
        values.setdefault("now", now + timedelta(minutes=1))
        by = values.pop("by", cast.chloe)
        return writing.write(message.conversation, by=by, source=source, **values)

    return answer


@pytest.fixture
def four(cast, make_person, join):
    """Emma and Félix learn here too."""
    cast.emma, cast.felix = make_person("Emma", "Roy"), make_person("Félix", "Blanc")
    for person in (cast.emma, cast.felix):
        join(person)
    return cast


@pytest.fixture
def reader():
    """A browser of somebody's own, signed in: `reader(ada)`."""

    def sign_in(person):
        client = Client(headers={"Accept-Language": "en"})
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def mails():
    """What waits in the outbox, as (kind, first name), in order."""
    waiting = Envelope.objects.select_related("person").order_by("pk")
    return lambda: [(mail.kind, mail.person.given_name) for mail in waiting.all()]


@pytest.fixture
def count_queries(db):
    def count(client, url):
        client.get(url)  # caches of the process, and the reading that a first visit notes
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    return count


@pytest.fixture
def office(post_office):
    """The site receives mail."""
    return post_office
