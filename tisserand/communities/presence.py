"""What is kept of a member's days here: first and last day of presence, and how many.

Any line of the journal whose actor is the member is a day of presence, on the organisation's calendar:
a visit, a reply by mail, a step done elsewhere, a talk on the phone count alike.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from operator import itemgetter
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext

from tisserand.ui import times

from .facts import kept
from .models import Community, Event, Membership

AT_A_TIME = 500


@dataclass(frozen=True)
class Presence:
    first_active_on: date
    last_active_on: date
    active_days: int


def recomputed(community: Community) -> dict[int, Presence]:
    """The same facts from the raw journal, by person id, the slow and obvious way."""
    days: dict[int, set[date]] = {}
    lines = (
        Event.objects.filter(community=community, actor__isnull=False)
        .annotate(day=TruncDate("at", tzinfo=community.zone))
        .values_list("actor_id", "day")
        .distinct()
    )
    for person, day in lines.iterator():
        days.setdefault(person, set()).add(day)
    return {person: Presence(min(seen), max(seen), len(seen)) for person, seen in days.items()}


@kept("presence")
def rebuild(community: Community) -> int:
    """Make the kept facts equal to what the journal says; returns how many memberships changed.

    So many members at a time: memory does not grow with the journal.
    """
    everybody = Membership.objects.filter(community=community).order_by("pk")
    changed = last = 0
    while True:
        with transaction.atomic():
            members = list(everybody.filter(pk__gt=last).select_for_update()[:AT_A_TIME])
            changed += _set_right(community, members)
        if not members:
            return changed
        last = members[-1].pk


def refresh(member: Membership) -> None:
    """Make the kept facts of one member right again, after a line of theirs has been taken back."""
    _set_right(member.community, [member])


def _set_right(community: Community, members: list[Membership]) -> int:
    facts = _counted(community, [member.person_id for member in members])
    wrong = []
    for member in members:
        wanted = facts.get(member.person_id, (None, None, 0))
        if wanted != (member.first_active_on, member.last_active_on, member.active_days):
            member.first_active_on, member.last_active_on, member.active_days = wanted
            wrong.append(member)
    Membership.objects.bulk_update(wrong, ["first_active_on", "last_active_on", "active_days"])
    return len(wrong)


def _counted(community: Community, people: list[int]) -> dict[int, tuple[date, date, int]]:
    """First day, last day and number of days by person, from one pass over their lines in order of time.

    The index by actor gives that order, and no day is worked out but the first line of each: several times
    faster than asking the database for the day of every line.
    """
    lines = Event.objects.filter(community=community, actor__in=people).order_by("actor", "at")
    moments = lines.values_list("actor_id", "at").iterator(chunk_size=5000)
    return {
        person: _span(community.zone, (at for _, at in theirs))
        for person, theirs in groupby(moments, key=itemgetter(0))
    }


def _span(zone: ZoneInfo, moments: Iterator[datetime]) -> tuple[date, date, int]:
    days, day_ends, first = 0, datetime.min.replace(tzinfo=UTC), None
    for at in moments:
        if at >= day_ends:
            day = at.astimezone(zone).date()
            day_ends = datetime.combine(day + timedelta(days=1), time(), tzinfo=zone).astimezone(UTC)
            first, days = first or day, days + 1
    assert first is not None  # groupby gives no empty group
    return first, day, days


def words(membership: Membership, now: datetime) -> str:
    """« Dernière visite : hier ; d’ordinaire tous les 3 jours. », in the active language."""
    if membership.last_active_on is None:
        return gettext("Has not come yet.")
    last = {"day": _day(membership.last_active_on, membership.community.today(now))}
    gap = membership.usual_gap
    if gap is None:
        return gettext("Last here %(day)s.") % last
    if gap < 1.5:
        return gettext("Last here %(day)s; usually comes almost every day.") % last
    return gettext("Last here %(day)s; usually comes every %(count)s days.") % {**last, "count": round(gap)}


def _day(day: date, today: date) -> str:
    """`day` as people say it; at noon, so that every zone agrees on the day."""
    noon = time(12, tzinfo=timezone.get_current_timezone())
    return times.humane(day, datetime.combine(today, noon))
