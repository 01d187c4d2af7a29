from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from tisserand.people import calendar

PARIS = ZoneInfo("Europe/Paris")
OFFICE = SimpleNamespace(
    country="FR", time_zone="Europe/Paris", open_on="12345", open_from=time(9), open_until=time(17, 30)
)
ALWAYS = SimpleNamespace(
    country="FR", time_zone="Europe/Paris", open_on="1234567", open_from=time(0), open_until=time(23, 59)
)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-11-24 10:00", 4, "2026-11-24 14:00"),  # within a Tuesday, lunch counted
        ("2026-11-24 16:00", 4, "2026-11-25 11:30"),  # over the night
        ("2026-11-24 07:15", 1, "2026-11-24 10:00"),  # asked before the opening
        ("2026-11-24 21:00", 1, "2026-11-25 10:00"),  # asked after the closing
        ("2026-11-27 17:00", 1, "2026-11-30 09:30"),  # over a week-end
        ("2026-11-28 12:00", 4, "2026-11-30 13:00"),  # asked on a Saturday
        ("2026-11-10 17:00", 4, "2026-11-12 12:30"),  # over the 11th of November
        ("2026-04-30 16:30", 2, "2026-05-04 10:00"),  # over the 1st of May, then a week-end
        ("2026-05-13 17:00", 1, "2026-05-15 09:30"),  # Ascension Thursday; the Friday is worked
        ("2026-03-27 16:30", 2, "2026-03-30 10:00"),  # the clocks go forward on the Sunday
        ("2026-10-23 16:30", 2, "2026-10-26 10:00"),  # the clocks go back on the Sunday
        ("2026-12-24 17:00", 8, "2026-12-28 16:30"),  # over Christmas
        ("2026-11-24 10:00", 0, "2026-11-24 10:00"),
    ],
)
def test_a_promise_falls_in_open_hours(start, hours, due):
    start, due = at(start), at(due)
    assert calendar.after_working_hours(OFFICE, start, timedelta(hours=hours)) == due
    assert calendar.after_working_hours(OFFICE, start.astimezone(UTC), timedelta(hours=hours)) == due
    assert calendar.working_time_between(OFFICE, start, due) == timedelta(hours=hours)


def test_the_answer_is_told_in_the_zone_of_the_organisation():
    due = calendar.after_working_hours(OFFICE, datetime(2026, 11, 24, 9, tzinfo=UTC), timedelta(hours=1))
    assert (due.hour, due.tzinfo) == (11, PARIS)


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 22), ("2026-10-25", 24), ("2026-06-14", 23)])
def test_an_hour_is_an_hour_on_the_days_when_clocks_change(day, hours):
    """From midnight to 23:00 there are 22, 24 or 23 hours."""
    start = at(f"{day} 00:00")
    assert calendar.working_time_between(ALWAYS, start, at(f"{day} 23:00")) == timedelta(hours=hours)
    assert calendar.after_working_hours(ALWAYS, start, timedelta(hours=hours)) == at(f"{day} 23:00")


def test_time_does_not_run_backwards():
    assert (
        calendar.working_time_between(OFFICE, at("2026-11-24 12:00"), at("2026-11-24 10:00")) == timedelta()
    )
    assert (
        calendar.working_time_between(OFFICE, at("2026-11-26 12:00"), at("2026-11-24 10:00")) == timedelta()
    )


@pytest.mark.parametrize(
    ("country", "day", "worked"),
    [
        ("FR", date(2026, 7, 14), False),
        ("BE", date(2026, 7, 14), True),
        ("BE", date(2026, 7, 21), False),
        ("FR", date(2027, 5, 17), False),  # Whit Monday 2027
        ("ZZ", date(2026, 12, 25), True),  # a country the library does not know
    ],
)
def test_holidays_are_those_of_the_country(country, day, worked):
    hours = SimpleNamespace(**{**vars(OFFICE), "country": country})
    assert calendar.is_working_day(hours, day) is worked


def test_who_never_opens_gets_plain_time():
    closed = SimpleNamespace(**{**vars(OFFICE), "open_on": ""})
    start = at("2026-11-24 10:00")
    assert calendar.after_working_hours(closed, start, timedelta(hours=4)) == start + timedelta(hours=4)
