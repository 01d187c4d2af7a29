from datetime import timedelta

import pytest
from django.utils import translation

from tisserand.debates import opening, taking

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def at(community, now, monkeypatch):
    """Set the clock of the community: `at(moment)`."""

    def set_clock(moment=now):
        monkeypatch.setattr("tisserand.communities.models.Community.now", lambda self: moment)

    set_clock()
    return set_clock


@pytest.fixture
def open_debate(community, cast, now):
    """`open_debate()` is one by Ada, for a week, with two positions; every value can be another."""

    def make(**values):
        values = {
            "question": "Two fixed days at the office?",
            "source": "What is at stake is being able to meet.",
            "positions": ["Two fixed days", "Each team chooses"],
            "closes_at": now + 7 * DAY,
            "by": cast.ada,
            "now": now,
        } | values
        return opening.open_debate(community, **values)

    return make


@pytest.fixture
def debate(open_debate):
    return open_debate()


@pytest.fixture
def place(debate):
    """`place(1)` is the first position, `place(0)` that of who is still thinking."""
    return lambda number: debate.positions.get(number=number)


@pytest.fixture
def stand(cast, now, place):
    """`stand("chloe", 1)`: she takes the first position, now."""

    def stand(name, number, **values):
        return taking.take(place(number), by=cast.people[name], now=values.pop("at", now), **values)

    return stand


@pytest.fixture
def open_poll(community, cast, now):
    """`open_poll()` asks for one of three days, for a week; every value can be another."""

    def make(**values):
        values = {
            "question": "Which day?",
            "options": ["Monday", "Tuesday", "Friday"],
            "method": "single",
            "closes_at": now + 7 * DAY,
            "by": cast.ada,
            "now": now,
        } | values
        return opening.open_poll(community, **values)

    return make


@pytest.fixture
def crowd(make_person, join):
    """`crowd(5)`: as many more members."""
    return lambda count: [join(make_person(f"Member{n}")).person for n in range(count)]
