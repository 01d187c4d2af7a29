"""Who came: noted by who runs the community, from what they saw, heard or have on paper.

Somebody who listened by telephone or sat in the room was there as much as who clicked on a link: the line in
the journal is theirs, on the day of the session, and counts as a day of presence.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tisserand.communities import presence
from tisserand.communities.models import Event, Membership
from tisserand.people.models import Person

from .models import Attendance, LiveSession, Way
from .planning import held

EARLY = timedelta(minutes=30)


def may_be_noted(session: LiveSession, now: datetime) -> bool:
    return session.cancelled_at is None and now >= session.starts_at - EARLY


@transaction.atomic
def note(session: LiveSession, came: Mapping[int, str], *, by: Person, now: datetime) -> int:
    """Note how each of these people came, by id; "" for who did not. Those who are not named stay as they
    are. How many lines changed.

    ValidationError, and nothing is noted, when one of them is not a member here, or it is too early.
    """
    session = held(session.pk)
    if not may_be_noted(session, now):
        raise ValidationError(_("Who came is noted once the session begins."))
    if not set(came.values()) <= {"", *Way.values}:
        raise ValidationError(_("One comes by the link, by telephone or in the room."))
    members = _members(session, came)
    known = {one.person_id: one for one in Attendance.objects.filter(session=session, person__in=came)}
    changed = 0
    for pk, way in came.items():
        before = known.get(pk)
        if way == (before.way if before else ""):
            continue
        changed += 1
        if not way:
            _take_back(known[pk], members[pk])
        elif before:
            Attendance.objects.filter(pk=before.pk).update(way=way, noted_by=by, noted_at=now)
        else:
            _came(session, members[pk], way, by=by, now=now)
    return changed


def _members(session: LiveSession, came: Mapping[int, str]) -> dict[int, Membership]:
    here = Membership.objects.present().filter(community=session.community_id, person__in=list(came))
    members = {
        member.person_id: member for member in here.select_related("person", "community__organisation")
    }
    if set(came) - set(members):
        raise ValidationError(_("Only members of this community can be noted as present."))
    return members


def _came(session: LiveSession, member: Membership, way: str, *, by: Person, now: datetime) -> None:
    attendance = Attendance.objects.create(
        session=session, person=member.person, way=way, noted_by=by, noted_at=now
    )
    at = min(session.starts_at, now)
    session.community.record(
        "attended", member.person, attendance, at=at, session=session.pk, way=way, noted_by=by.pk
    )


def _take_back(attendance: Attendance, member: Membership) -> None:
    """They were not there: the line leaves the journal, and presence is counted again."""
    Event.objects.filter(
        community=member.community_id, verb="attended", object_type="attendance", object_id=str(attendance.pk)
    ).delete()
    attendance.delete()
    presence.refresh(member)
