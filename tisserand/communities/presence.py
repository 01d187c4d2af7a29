"""What is kept of a member's days here: first and last day of presence, how many, and which of the last four
weeks up to the last one.

Any line of the journal whose actor is the member is a day of presence, on the organisation's calendar:
a visit, a reply by mail, a step done elsewhere, a talk on the phone count alike. Of lines too old to be kept
(see `forgetting`), an `EarlierPresence` holds what they counted.
"""

from collections.abc import Iterable
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
from .models import Community, EarlierPresence, Event, Membership, days

AT_A_TIME = 500
# First day, last day, how many days, and as bits which of the last ones (see `Membership.recent_days`).
Span = tuple[date | None, date | None, int, int]
NEVER: Span = (None, None, 0, 0)


NAMES = ("first_active_on", "last_active_on", "active_days", "recent_days")


@dataclass(frozen=True)
class Presence:
    first_active_on: date
    last_active_on: date
    active_days: int
    recent_days: int = 0


def recomputed(community: Community) -> dict[int, Presence]:
    """The same facts from the raw journal, by person id, the slow and obvious way."""
    seen_on: dict[int, set[date]] = {}
    lines = (
        Event.objects.filter(community=community, actor__isnull=False)
        .annotate(day=TruncDate("at", tzinfo=community.zone))
        .values_list("actor_id", "day")
        .distinct()
    )
    for person, day in lines.iterator():
        seen_on.setdefault(person, set()).add(day)
    facts = {who: Presence(min(on), max(on), len(on), days.of(on)) for who, on in seen_on.items()}
    for past in EarlierPresence.objects.filter(membership__community=community).select_related("membership"):
        person = past.membership.person_id
        since = {day for day in seen_on.get(person, ()) if day > past.last_on}
        before = {past.last_on - timedelta(n) for n in range(days.DAYS_KEPT) if past.recent_days >> n & 1}
        facts[person] = Presence(
            past.first_on,
            max(since, default=past.last_on),
            past.days + len(since),
            days.of(since | before) if since or before else 0,
        )
    return facts


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
    facts = _counted(community, members)
    wrong = []
    for member in members:
        wanted = facts.get(member.person_id, NEVER)
        if wanted != tuple(getattr(member, name) for name in NAMES):
            for name, value in zip(NAMES, wanted, strict=True):
                setattr(member, name, value)
            wrong.append(member)
    Membership.objects.bulk_update(wrong, NAMES)
    return len(wrong)


def _counted(community: Community, members: list[Membership]) -> dict[int, Span]:
    """First day, last day and number of days by person, from one pass over their lines in order of time.

    The index by actor gives that order, and no day is worked out but the first line of each: several times
    faster than asking the database for the day of every line.
    """
    past = EarlierPresence.objects.filter(membership__in=members)
    counted: dict[int, Span] = {
        person: (first, last, count, recent)
        for person, first, last, count, recent in past.values_list(
            "membership__person_id", "first_on", "last_on", "days", "recent_days"
        )
    }
    people = [member.person_id for member in members]
    lines = Event.objects.filter(community=community, actor__in=people).order_by("actor", "at")
    moments = lines.values_list("actor_id", "at").iterator(chunk_size=5000)
    for person, theirs in groupby(moments, key=itemgetter(0)):
        counted[person] = grown(counted.get(person, NEVER), (at for _, at in theirs), community.zone)
    return counted


def grown(span: Span, moments: Iterable[datetime], zone: ZoneInfo) -> Span:
    """`span` and the days of `moments`, which come in order; those up to its last day are in it already."""
    first, last, count, recent = span
    day_ends = _end_of(last, zone) if last else datetime.min.replace(tzinfo=UTC)
    for at in moments:
        if at >= day_ends:
            day = at.astimezone(zone).date()
            recent = days.grown(recent, (day - last).days if last else None)
            first, last, count = first or day, day, count + 1
            day_ends = _end_of(day, zone)
    return first, last, count, recent


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=zone).astimezone(UTC)


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
