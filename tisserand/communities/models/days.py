"""Days of presence as bits: bit n of `recent_days` says that somebody was here n days before their last day.

Four weeks in one number: what a rhythm is told from, without counting lines of the journal at each look.
"""

from datetime import date

from django.db import models
from django.db.models import DateField, F, Func, Value
from django.db.models.functions import Cast, Coalesce, Least

DAYS_KEPT = 28
EVERY_DAY = (1 << DAYS_KEPT) - 1


class DaysBetween(Func):
    """How many days the second date is after the first: a whole number, on both databases."""

    output_field = models.IntegerField()
    template = "(%(expressions)s)"

    def as_sql(self, compiler, connection, function=None, template=None, arg_joiner=None, **extra):
        first, second = self.source_expressions
        later, its_values = compiler.compile(second)
        sooner, their_values = compiler.compile(first)
        if connection.vendor == "sqlite":
            return f"CAST(julianday({later}) - julianday({sooner}) AS INTEGER)", [*its_values, *their_values]
        return f"(({later})::date - ({sooner})::date)", [*its_values, *their_values]


def with_newer(day: date):
    """`recent_days` once they have come on `day`, later than their last."""
    gap = DaysBetween(F("last_active_on"), Value(day, DateField()))
    return _kept(F("recent_days").bitleftshift(_at_most(gap))).bitor(1)


def with_older(day: date):
    """`recent_days` once it is known that they were here on `day`, earlier than their last."""
    gap = DaysBetween(Value(day, DateField()), F("last_active_on"))
    one = Cast(Value(1), models.BigIntegerField())
    days = F("recent_days").bitor(one.bitleftshift(_at_most(gap)))  # type: ignore[arg-type]
    return _kept(days)


def _at_most(gap):
    """No shift is longer than what is kept, or it would come round again."""
    known = Least(Coalesce(gap, Value(DAYS_KEPT)), Value(DAYS_KEPT))
    return Cast(known, models.IntegerField())  # PostgreSQL shifts by an integer, and by no other number


def _kept(bits):
    return bits.bitand(EVERY_DAY)


def grown(bits: int, since: int | None) -> int:
    """The same, in memory: `since` days after the last one they come again; None: for the first time."""
    return 1 if since is None or since >= DAYS_KEPT else (bits << since) & EVERY_DAY | 1


def of(days: set[date]) -> int:
    """The bits of some days, from the last one back."""
    last = max(days)
    return sum(1 << (last - day).days for day in days if (last - day).days < DAYS_KEPT)


def within(bits: int, away: int, window: int) -> int:
    """How many of the last `window` days, for somebody whose last day was `away` days ago."""
    left = window - away
    return (bits & ((1 << left) - 1)).bit_count() if left > 0 else 0


def usual_gap(first_on: date | None, last_on: date | None, count: int) -> float | None:
    """Days that usually pass between two days of presence: the mean so far; None before the third."""
    if count < 3 or first_on is None or last_on is None:
        return None
    return (last_on - first_on).days / (count - 1)
