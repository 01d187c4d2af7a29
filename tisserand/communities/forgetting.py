"""Old lines leave the journal. What is counted of them stays: a member's first day, last day and how many."""

from collections.abc import Iterator
from datetime import datetime, time
from itertools import groupby
from operator import attrgetter
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from tisserand.people.held import in_portions

from .models import CallRequest, Community, EarlierPresence, Event, Membership
from .presence import NEVER, grown

MEMBERS_AT_A_TIME = 50


def old_lines(community: Community, before: datetime) -> QuerySet[Event]:
    """The lines of days that had ended `before`, on the community's own clock. Whole days only: a day of
    which a part had left would be counted twice."""
    return Event.objects.filter(community=community, at__lt=_day_of(community, before))


def count(before: datetime) -> int:
    """How many lines are older, in all communities; one query for those that share a clock."""
    clocks: dict[tuple, list[Community]] = {}
    for community in Community.objects.select_related("organisation"):
        clocks.setdefault((community.organisation.time_zone, community.set_back), []).append(community)
    return sum(
        Event.objects.filter(community__in=same, at__lt=_day_of(same[0], before)).count()
        for same in clocks.values()
    )


def _day_of(community: Community, before: datetime) -> datetime:
    """When the day began in which that moment lies."""
    local = (before - community.set_back).astimezone(community.zone)
    return datetime.combine(local.date(), time(), tzinfo=community.zone)


def forget(before: datetime, at_most: int) -> Iterator[int]:
    """Delete the old lines of every community, so many at a time; yields how many after each portion."""
    for community in Community.objects.select_related("organisation").order_by("pk"):
        yield from forget_in(community, before, at_most)


def forget_in(community: Community, before: datetime, at_most: int) -> Iterator[int]:
    """The same for one community: first what members did, which is counted as it leaves, then the rest.

    A call asked for stands until a line « talked »: one that was answered goes before that line does.
    """
    old = old_lines(community, before)
    asked = CallRequest.objects.filter(
        membership__community=community, asked_at__lt=_day_of(community, before)
    )
    waiting = asked.standing().values("pk")
    yield from in_portions(asked.exclude(pk__in=waiting), at_most)
    theirs = old.filter(actor=OuterRef("person"))
    concerned = list(community.memberships.filter(Exists(theirs)).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(concerned), MEMBERS_AT_A_TIME):
        members = Membership.objects.filter(pk__in=concerned[start : start + MEMBERS_AT_A_TIME])
        while gone := _count_and_delete(members, old, community.zone, at_most):
            yield gone
    yield from in_portions(old, at_most)


@transaction.atomic
def _count_and_delete(
    members: QuerySet[Membership], old: QuerySet[Event], zone: ZoneInfo, at_most: int
) -> int:
    """A portion of the old lines of these members. They are held meanwhile: nothing is counted between."""
    held = {member.person_id: member for member in members.select_for_update().order_by("pk")}
    lines = list(old.filter(actor__in=held).order_by("actor", "at").only("pk", "actor_id", "at")[:at_most])
    if not lines:
        return 0
    known = {past.membership_id: past for past in EarlierPresence.objects.filter(membership__in=members)}
    for person, theirs in groupby(lines, key=attrgetter("actor_id")):
        member = held[person]
        past = known.get(member.pk) or EarlierPresence(membership=member)
        span = (past.first_on, past.last_on, past.days, past.recent_days) if past.pk else NEVER
        first, last, days, recent = grown(span, (line.at for line in theirs), zone)
        assert first is not None  # groupby gives no empty group
        assert last is not None
        past.first_on, past.last_on, past.days, past.recent_days = first, last, days, recent
        past.save()
    Event.objects.filter(pk__in=[line.pk for line in lines]).delete()
    return len(lines)
