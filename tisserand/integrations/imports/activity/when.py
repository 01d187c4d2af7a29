"""Dates as exports write them, to moments."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ..people.headings import fold

NUMBERS = re.compile(
    r"(\d{1,4})[/.-](\d{1,2})[/.-](\d{2,4})"
    r"(?:(?:,\s*|\s+|T|\s+à\s+)(\d{1,2})[:h](\d{2})?(?::(\d{2}))?(?:[.,]\d+)?\s*([ap]m)?)?",
    re.IGNORECASE,
)
WORDS = re.compile(
    r"(?:[a-z]+ )?(\d{1,2})(?:er|st|nd|rd|th)? ([a-z]+) (\d{4})"
    r"(?: (\d{1,2}) (\d{2})(?: (\d{2}))?(?: ([ap]m))?)?"
)
MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "jan january janvier janv",
            "feb february fevrier fevr fev",
            "mar march mars",
            "apr april avril avr",
            "may mai",
            "jun june juin",
            "jul july juillet juil",
            "aug august aout",
            "sep sept september septembre",
            "oct october octobre",
            "nov november novembre",
            "dec december decembre",
        ],
        start=1,
    )
    for name in names.split()
}
EXCEL_ZERO = datetime(1899, 12, 30)


def month_first(samples: Iterable[object]) -> bool:
    """Whether dates written with figures begin by the month: only when a sample can be nothing else."""
    for sample in samples:
        found = NUMBERS.match(str(sample))
        if found and len(found[1]) <= 2 and int(found[2]) > 12 >= int(found[1]):
            return True
    return False


def reader(zone: ZoneInfo, *, months_first: bool = False) -> Callable[[object], datetime]:
    """A function from a cell to a moment in UTC, or ValueError; times without a zone are of `zone`."""

    def read(cell: object) -> datetime:
        if isinstance(cell, str):
            cell = cell.strip()
            try:
                moment = datetime.fromisoformat(cell) if len(cell) > 7 else _otherwise(cell, months_first)
            except ValueError:
                moment = _otherwise(cell, months_first)
        else:
            moment = _typed(cell)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)

    return read


def _typed(cell: object) -> datetime:
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    return _number(float(str(cell)))


def _otherwise(cell: str, months_first: bool) -> datetime:
    if found := NUMBERS.fullmatch(cell):
        one, two, three = int(found[1]), int(found[2]), int(found[3])
        if len(found[1]) == 4:
            year, month, day = one, two, three
        else:
            year, (month, day) = three, (one, two) if months_first else (two, one)
        return _moment(year, month, day, *found.groups()[3:])
    if found := WORDS.fullmatch(fold(cell)):
        if found[2] not in MONTHS:
            raise ValueError(cell)
        return _moment(int(found[3]), MONTHS[found[2]], int(found[1]), *found.groups()[3:])
    return _number(float(cell.replace(",", ".")))


def _moment(year: int, month: int, day: int, hour, minute, second, half) -> datetime:
    hours = int(hour or 0)
    if half:
        hours = hours % 12 + (12 if half.lower() == "pm" else 0)
    return datetime(
        year + 2000 if year < 100 else year, month, day, hours, int(minute or 0), int(second or 0)
    )


def _number(value: float) -> datetime:
    """Seconds or milliseconds since 1970, or a spreadsheet's days since 1900."""
    if value != value:
        raise ValueError(value)
    if 20_000 < value < 80_000:
        return EXCEL_ZERO + timedelta(days=value)
    if 1e11 < value < 1e13:
        value /= 1000
    if 1e8 < value < 1e10:
        return datetime.fromtimestamp(value, UTC)
    raise ValueError(value)
