from datetime import timedelta

import pytest
from django.utils import translation

from tisserand.conversations import writing
from tisserand.mail.models import Envelope


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def at(community, now, monkeypatch):
    """Set the clock of the community: `at(moment)`; it stands two hours after the conversation began."""

    def set_clock(moment=now):
        monkeypatch.setattr("tisserand.communities.models.Community.now", lambda self: moment)

    set_clock()
    return set_clock


@pytest.fixture
def thread(community, cast, now):
    """Chloé asks, Bao answers."""
    before = now - timedelta(hours=2)
    thread = writing.start(
        community, kind="question", title="How to begin?", by=cast.chloe, source="I do not dare.", now=before
    )
    writing.reply(thread, by=cast.bao, source="Begin with a fact.", now=before + timedelta(hours=1))
    thread.refresh_from_db()
    return thread


@pytest.fixture
def post(thread):
    """Bao’s answer."""
    return thread.posts.get(number=2)


@pytest.fixture
def told():
    """What waits to tell people that they were thanked."""
    return lambda: list(Envelope.objects.filter(kind="thanked").order_by("pk"))
