from datetime import timedelta

import pytest
from django.utils import translation

from tisserand.conversations import writing
from tisserand.mail.models import Envelope
from tisserand.resources import sheets, syntheses, telling


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def clock(now, monkeypatch):
    """The community's clock stands at `now`, an hour after the conversation."""
    monkeypatch.setattr("tisserand.communities.models.Community.now", lambda self: now)


@pytest.fixture
def thread(community, cast, now):
    """Chloé asks, Bao answers twice."""
    at = now - timedelta(hours=1)
    thread = writing.start(
        community, kind="question", title="How to begin?", by=cast.chloe, source="I do not dare.", now=at
    )
    writing.reply(thread, by=cast.bao, source="Begin with a fact, never with a judgement.", now=at)
    writing.reply(thread, by=cast.bao, source="Then keep silent for a while.", now=at)
    thread.refresh_from_db()
    return thread


@pytest.fixture
def post(thread):
    return lambda number: thread.posts.get(number=number)


@pytest.fixture
def sum_up(thread, cast, now):
    """`sum_up("words")`: a synthesis by Ada."""

    def sum_up(source="Facts first.\n\n> Begin with a fact\n> [#2]", **values):
        values = {"by": cast.ada, "up_to": 3, "now": now} | values
        return syntheses.write(thread, source=source, **values)

    return sum_up


@pytest.fixture
def make_sheet(community, cast, now):
    """`make_sheet()`: a draft that Bao keeps."""

    def make(source="Begin with facts.", *, published=False, **values):
        review_on = community.today(now) + timedelta(days=90)
        known = {"title": "Begin a hard talk", "by": cast.bao, "owner": cast.bao, "review_on": review_on}
        made = sheets.draft(community, source=source, now=now, **(known | values))
        if published:
            sheets.publish(made, by=cast.bao, now=now)
        return made

    return make


@pytest.fixture
def tell(now):
    """Let the clock tell what is due, so many minutes from now."""
    return lambda minutes=11: telling.tell_some(now + timedelta(minutes=minutes))


@pytest.fixture
def mails():
    """What waits in the outbox of syntheses and sheets, as (kind, first name), in order."""
    waiting = Envelope.objects.filter(kind__in=("synthesis", "sheet")).select_related("person").order_by("pk")
    return lambda: [(mail.kind, mail.person.given_name) for mail in waiting.all()]
