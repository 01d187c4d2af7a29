from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tisserand.communities.models import Organisation
from tisserand.demo.clock import Clock

PARIS = ZoneInfo("Europe/Paris")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def clock(now):
    made = Clock(at(now), Organisation(name="Sorvane"))
    made.anchors = {"g": date(2026, 11, 9)}
    return made


@pytest.mark.parametrize(
    ("now", "stamp", "moment"),
    [
        ("2026-11-24T10:30", "j1 09:00", "2026-11-23T09:00"),
        ("2026-11-23T08:00", "j1 09:00", "2026-11-20T09:00"),
        ("2026-11-21T15:00", "j1 09:00", "2026-11-20T09:00"),
        ("2026-11-12T09:00", "j1 09:00", "2026-11-10T09:00"),  # the 11th is a holiday
        ("2026-11-24T10:30", "h1", "2026-11-24T09:30"),
        ("2026-11-24T10:30", "h2", "2026-11-23T17:00"),
        ("2026-11-23T08:00", "h2", "2026-11-20T15:30"),
        ("2026-11-24T10:30", "d2 10:00", "2026-11-20T10:00"),
        ("2026-11-24T10:30", "g+2 10:00", "2026-11-12T10:00"),
        ("2026-11-24T10:30", "g+30 10:00", "2026-11-24T10:10"),  # never in the future
    ],
)
def test_moments_are_said_from_now(now, stamp, moment):
    assert clock(now).read(stamp) == at(moment)


@pytest.mark.parametrize(
    ("stamp", "moment"),
    [
        ("+40m", "2026-11-20T17:20"),
        ("+2h", "2026-11-23T10:18"),
        ("+1j 08:15", "2026-11-23T08:15"),
        ("j5 09:00", "2026-11-20T16:40:30"),  # before the previous one: just after it
    ],
)
def test_moments_follow_each_other(stamp, moment):
    assert clock("2026-11-24T10:30").read(stamp, at("2026-11-20T16:40")) == at(moment)


def test_nonsense_is_refused():
    with pytest.raises(ValueError, match="not a moment"):
        clock("2026-11-24T10:30").read("soon")
