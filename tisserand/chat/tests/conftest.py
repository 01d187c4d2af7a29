from datetime import timedelta
from email.utils import parseaddr

import pytest
from django.utils import translation

from tisserand.chat import saying
from tisserand.chat.models import Room


def addresses(mail):
    return [parseaddr(to)[1] for to in mail.to]


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def room(community, cast):
    return Room.objects.lasting(community)


@pytest.fixture
def said(room, cast, now):
    """`said("Hello")` is said by Chloé, now; `said("Hello", by=bao, after=3)` by Bao, three minutes later."""

    def said(text="Hello.", *, by=None, after=0, where=None, **values):
        at = now + timedelta(minutes=after)
        return saying.say(where or room, by=by or cast.chloe, text=text, now=at, **values)

    return said


@pytest.fixture
def here(monkeypatch, now):
    """The clock of pages stands at `now`, or where it is put."""

    class Clock:
        moment = now

    monkeypatch.setattr("tisserand.communities.models.community.timezone.now", lambda: Clock.moment)
    return Clock
