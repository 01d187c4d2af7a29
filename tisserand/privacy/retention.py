"""How long each kind of datum is kept: what holds, what an administrator chooses, what the night does."""

import time
from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from tisserand.people import held
from tisserand.people.held import Holding
from tisserand.people.models import Person

from .models import RetentionPeriod

# A shorter period deletes, which cannot be undone: time to see one's mistake, and for people to read of it.
NOTICE = timedelta(days=7)
# Rows in one transaction, and seconds in one task: mail must not wait behind a night of deletions.
AT_MOST, NO_LONGER_THAN = 1000, 20.0


@dataclass(frozen=True)
class Kept:
    """A holding, for so many months today (None: no period), and what has been chosen for later."""

    holding: Holding
    months: int | None
    chosen: RetentionPeriod | None = None
    coming: RetentionPeriod | None = None


def all_kept(now: datetime) -> list[Kept]:
    """Every holding, what matters most to people first. One query."""
    rows = RetentionPeriod.objects.select_related("chosen_by").order_by("applies_at", "pk")
    chosen: dict[str, list[RetentionPeriod]] = {}
    for row in rows:
        chosen.setdefault(row.holding, []).append(row)
    return [_kept(holding, chosen.get(holding.key, []), now) for holding in reversed(held.all_holdings())]


def kept(holding: Holding, now: datetime) -> Kept:
    rows = RetentionPeriod.objects.filter(holding=holding.key).select_related("chosen_by")
    return _kept(holding, list(rows.order_by("applies_at", "pk")), now)


def _kept(holding: Holding, rows: list[RetentionPeriod], now: datetime) -> Kept:
    if holding.period is None:
        return Kept(holding, None)
    past = [row for row in rows if row.applies_at <= now]
    coming = [row for row in rows if row.applies_at > now]
    months = past[-1].months if past else holding.period.months
    return Kept(holding, months, past[-1] if past else None, coming[-1] if coming else None)


@transaction.atomic
def choose(holding: Holding, months: int, *, by: Person, now: datetime) -> RetentionPeriod:
    """Keep this kind of datum so long. Longer at once, shorter after `NOTICE`; what was to come is forgotten.

    Raises ValueError outside the bounds of the holding.
    """
    if holding.period is None or not holding.period.at_least <= months <= holding.period.at_most:
        raise ValueError(f"{holding.key} is not kept {months} months")
    RetentionPeriod.objects.filter(holding=holding.key, applies_at__gt=now).delete()
    shorter = months < (kept(holding, now).months or 0)
    return RetentionPeriod.objects.create(
        holding=holding.key,
        months=months,
        chosen_by=by,
        chosen_at=now,
        applies_at=now + NOTICE if shorter else now,
    )


def months_before(now: datetime, months: int) -> datetime:
    """The same day and hour so many calendar months earlier; the last of the month when it is shorter."""
    month = now.year * 12 + now.month - 1 - months
    year, month = divmod(month, 12)
    return now.replace(year=year, month=month + 1, day=min(now.day, monthrange(year, month + 1)[1]))


def count(holding: Holding, months: int, now: datetime) -> int:
    """How many rows of it are older than that."""
    return holding.count(months_before(now, months))


def apply(now: datetime, *, at_most: int = AT_MOST, seconds: float = NO_LONGER_THAN) -> bool:
    """Delete what has been kept for its whole period. False when time ran out before the end."""
    stop = time.monotonic() + seconds
    for one in all_kept(now):
        if one.months is None:
            continue
        for _gone in one.holding.delete(months_before(now, one.months), now, at_most):
            if time.monotonic() > stop:
                return False
    return True
