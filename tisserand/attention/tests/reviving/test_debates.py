"""A debate that fell silent is revived like a discussion."""

from datetime import timedelta

import pytest

from tisserand.attention import acts
from tisserand.attention.day import day
from tisserand.debates import opening, taking

from ..conftest import DAY

pytestmark = pytest.mark.usefixtures("settled", "clock")


@pytest.fixture
def debate(community, cast, now):
    """Opened twelve days ago; it closes in nine."""
    said = {"question": "Two fixed days?", "source": "?", "positions": ["Yes", "No"]}
    return opening.open_debate(community, by=cast.ada, now=now - 12 * DAY, closes_at=now + 9 * DAY, **said)


def stalled(community, now):
    return [
        (one.thread.title, str(one.why)) for one in day(community, now).signals if one.indicator == "stalled"
    ]


@pytest.fixture
def take(debate, people, cast, now):
    def make(count, *, days=11):
        everybody = [cast.chloe, cast.bao, *(place.person for place in people)]
        for person in everybody[:count]:
            taking.take(debate.positions.get(number=1), by=person, now=now - timedelta(days=days))

    return make


@pytest.mark.parametrize(("people_who_took", "found"), [(4, False), (5, True)])
def test_a_debate_that_people_took_part_in_then_fell_silent(community, take, now, people_who_took, found):
    take(people_who_took)
    why = "5 people carried this debate, then nothing for 12 days; it closes on 3 December"
    assert stalled(community, now) == ([("Two fixed days?", why)] if found else [])


def test_a_debate_where_somebody_still_takes_position_is_alive(community, take, now, cast, debate):
    take(6)
    assert stalled(community, now)
    taking.take(debate.positions.get(number=2), by=cast.bao, now=now - 2 * DAY)
    assert stalled(community, now) == []


def test_a_debate_about_to_close_is_another_line(community, take, now):
    take(6)
    assert stalled(community, now + 8 * DAY) == []


def test_a_debate_is_revived_like_a_discussion(community, take, debate, cast, now):
    take(6)
    (line,) = [one for one in day(community, now).signals if one.indicator == "stalled"]
    act = acts.relaunch(
        debate.thread, by=cast.ada, source="Who has tried?", now=now, signal=line.key, way="question"
    )
    assert (act.way, stalled(community, now)) == ("question", [])
