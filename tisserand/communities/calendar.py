"""Working time, as promised to people: open hours of the organisation, without its public holidays."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

import holidays


class Hours(Protocol):
    country: str
    time_zone: str
    open_on: str
    open_from: object
    open_until: object


@lru_cache(maxsize=256)
def public_holidays(country: str, year: int) -> frozenset[date]:
    """The public holidays of `country` (ISO 3166 code) that year; none for a country the library lacks."""
    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()


def is_working_day(hours, day: date) -> bool:
    return str(day.isoweekday()) in hours.open_on and day not in public_holidays(hours.country, day.year)


def _opening(hours, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    return (
        datetime.combine(day, hours.open_from, tzinfo=zone),
        datetime.combine(day, hours.open_until, tzinfo=zone),
    )


def after_working_hours(hours, start: datetime, amount: timedelta) -> datetime:
    """The moment when `amount` of open time has passed since `start`; aware, in the organisation's zone.

    An organisation that never opens within a year gets plain elapsed time.
    """
    zone = ZoneInfo(hours.time_zone)
    start = start.astimezone(zone)
    left, day = amount, start.date()
    for _ in range(366):
        if is_working_day(hours, day):
            opens, closes = _opening(hours, day, zone)
            begin = max(opens, start)
            if begin < closes:
                if closes - begin >= left:
                    return begin + left
                left -= closes - begin
        day += timedelta(days=1)
    return start + amount


def working_time_between(hours, start: datetime, end: datetime) -> timedelta:
    """Open time between two moments; zero when `end` is before `start`."""
    zone = ZoneInfo(hours.time_zone)
    start, end = start.astimezone(zone), end.astimezone(zone)
    total, day = timedelta(), start.date()
    while day <= end.date():
        if is_working_day(hours, day):
            opens, closes = _opening(hours, day, zone)
            total += max(min(closes, end) - max(opens, start), timedelta())
        day += timedelta(days=1)
    return total
