"""What is kept of a member's days here: first and last day of presence, and how many.

Any line of the journal whose actor is the member is a day of presence, on the organisation's calendar:
a visit, a reply by mail, a step done elsewhere, a talk on the phone count alike.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Count, Max, Min
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

    Counted by the database, for so many members at a time: memory does not grow with the journal.
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
    days = (
        Event.objects.filter(community=community, actor__in=people)
        .annotate(day=TruncDate("at", tzinfo=community.zone))
        .values("actor_id")
        .annotate(first=Min("day"), last=Max("day"), days=Count("day", distinct=True))
    )
    return {line["actor_id"]: (line["first"], line["last"], line["days"]) for line in days.order_by()}


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
