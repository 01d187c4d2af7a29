from datetime import timedelta

import pytest
from django.utils import translation

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
def office(post_office):
    """The site receives mail."""
    return post_office
