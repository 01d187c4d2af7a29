"""Working time: the hours an organisation promises, or those a person works, without public holidays."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

import holidays


class Hours(Protocol):
    """Whatever has opening hours: an Organisation, a person's. Pauses in the day are not counted."""

    country: str
    time_zone: str
    open_on: str
    open_from: time
    open_until: time


@dataclass
class WorkingHours:
    country: str
    time_zone: str
    open_on: str
    open_from: time
    open_until: time


@lru_cache(maxsize=256)
def public_holidays(country: str, year: int) -> frozenset[date]:
    """The public holidays of `country` (ISO 3166 code) that year; none for a country the library lacks."""
    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()


def is_working_day(hours: Hours, day: date) -> bool:
    return str(day.isoweekday()) in hours.open_on and day not in public_holidays(hours.country, day.year)


def _opening(hours: Hours, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """In UTC, where an hour is an hour on the days when clocks change."""
    opens = datetime.combine(day, hours.open_from, tzinfo=zone)
    closes = datetime.combine(day, hours.open_until, tzinfo=zone)
    return opens.astimezone(UTC), closes.astimezone(UTC)


def after_working_hours(hours: Hours, start: datetime, amount: timedelta) -> datetime:
    """The moment when `amount` of open time has passed since `start`; aware, in the zone of `hours`.

    Who never opens within a year gets plain elapsed time.
    """
    zone = ZoneInfo(hours.time_zone)
    left, day = amount, start.astimezone(zone).date()
    for _ in range(366):
        if is_working_day(hours, day):
            opens, closes = _opening(hours, day, zone)
            begin = max(opens, start)
            if begin < closes:
                if closes - begin >= left:
                    return (begin + left).astimezone(zone)
                left -= closes - begin
        day += timedelta(days=1)
    return (start + amount).astimezone(zone)


def next_working_moment(hours: Hours, moment: datetime) -> datetime:
    """`moment` itself in working hours, otherwise when they next begin; in the zone of `hours`."""
    return after_working_hours(hours, moment, timedelta())


def working_time_between(hours: Hours, start: datetime, end: datetime) -> timedelta:
    """Open time between two moments; zero when `end` is before `start`."""
    zone = ZoneInfo(hours.time_zone)
    total, day = timedelta(), start.astimezone(zone).date()
    last = end.astimezone(zone).date()
    while day <= last:
        if is_working_day(hours, day):
            opens, closes = _opening(hours, day, zone)
            total += max(min(closes, end) - max(opens, start), timedelta())
        day += timedelta(days=1)
    return total
