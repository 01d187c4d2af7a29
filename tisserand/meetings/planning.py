"""Plan a live session, change it, call it off. Each runs in one transaction and writes one line.

Times are moments; what they are on the clock of the organisation is the business of the form.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tisserand.communities.models import Community
from tisserand.mail.characters import one_line
from tisserand.people.models import Person

from . import rooms, telling
from .models import Leader, LiveSession, SignUp, Telling

# What is a matter of getting there: who knows of the session is told when it changes.
WHEN_AND_WHERE = ("starts_at", "minutes", "link", "phone", "phone_code", "room")
NOT_TYPED = [
    "community",
    "cohort",
    "ends_at",
    "chat_room",
    "planned_by",
    "cancelled_at",
    "cancelled_by",
]
IN_A_CALENDAR = (*WHEN_AND_WHERE, "title", "description")


@transaction.atomic
def plan(
    community: Community,
    *,
    by: Person,
    now: datetime,
    leaders: Iterable[Person] = (),
    with_chat: bool = False,
    **values: Any,
) -> LiveSession:
    """A session to come; nobody is told of it yet. ValidationError, in words, when it cannot be."""
    session = LiveSession(community=community, planned_by=by, planned_at=now, changed_at=now)
    _put(session, values, now)
    session.save(force_insert=True)
    _led_by(session, leaders)
    rooms.tie(session, wanted=with_chat, by=by, now=now)
    community.record("planned", by, session, at=now)
    return session


@transaction.atomic
def change(
    session: LiveSession,
    *,
    by: Person,
    now: datetime,
    leaders: Iterable[Person] | None = None,
    with_chat: bool | None = None,
    **values: Any,
) -> Telling | None:
    """The same session, otherwise; what is not named stays. Who knows of it is told when the hour or
    the place changes: the telling is returned. ValidationError once it is over or called off."""
    session = held(session.pk)
    _hold_standing(session, now)
    before = {name: getattr(session, name) for name in IN_A_CALENDAR}
    day_before = session.day
    _put(session, values, now)
    if leaders is not None:
        _led_by(session, leaders)
    changed = {name for name in IN_A_CALENDAR if getattr(session, name) != before[name]}
    if changed:
        session.sequence, session.changed_at = session.sequence + 1, now
    wanted = session.chat_room_id is not None if with_chat is None else with_chat
    rooms.tie(session, wanted=wanted, by=by, now=now)
    session.save()
    if session.day != day_before:
        SignUp.objects.filter(session=session).update(reminded_at=None)
    session.community.record("changed", by, session, at=now, fields=sorted(changed))
    if changed.isdisjoint(WHEN_AND_WHERE):
        return None
    return telling.tell(session, Telling.Kind.CHANGE, by=by, now=now, started_at=before["starts_at"])


@transaction.atomic
def call_off(session: LiveSession, *, reason: str = "", by: Person, now: datetime) -> bool:
    """It does not take place; who knows of it is told. False when it was called off already; ValidationError
    once it has ended."""
    session = held(session.pk)
    if session.cancelled_at:
        return False
    _hold_standing(session, now)
    session.cancelled_at, session.cancelled_by, session.changed_at = now, by, now
    session.cancel_reason = one_line(reason)[:300]
    session.sequence += 1
    rooms.shut(session, now=now)
    session.save()
    session.community.record("called-off", by, session, at=now)
    telling.tell(session, Telling.Kind.CANCELLATION, by=by, now=now)
    return True


@transaction.atomic
def take_back(session: LiveSession, *, by: Person, now: datetime) -> bool:
    """It takes place after all, as long as no mail has said the contrary; False when it is too late."""
    session = held(session.pk)
    told = session.tellings.filter(kind=Telling.Kind.CANCELLATION)
    if not (session.cancelled_at and now < session.cancelled_at + telling.SECOND_THOUGHT):
        return False
    told.delete()
    session.cancelled_at = session.cancelled_by = None
    session.cancel_reason, session.changed_at, session.sequence = "", now, session.sequence + 1
    session.save()
    session.community.record("took-back", by, session, at=now)
    return True


def held(pk: int) -> LiveSession:
    """The row, locked until the end of the transaction: two acts on one session come in turn."""
    rows = LiveSession.objects.select_for_update(of=("self",)).select_related("community__organisation")
    return rows.get(pk=pk)


def _hold_standing(session: LiveSession, now: datetime) -> None:
    if session.cancelled_at:
        raise ValidationError(_("This session has been called off."))
    if session.is_over(now):
        raise ValidationError(_("This session is over."))


def _put(session: LiveSession, values: dict[str, Any], now: datetime) -> None:
    starts_before = session.starts_at
    for name, value in values.items():
        setattr(session, name, value)
    for name in ("title", "link", "phone_code", "room"):
        setattr(session, name, one_line(getattr(session, name)))
    if not session.title:
        raise ValidationError({"title": _("Give it a title, even a short one.")})
    session.clean_fields(exclude=NOT_TYPED)
    if session.starts_at <= now and session.starts_at != starts_before:
        raise ValidationError({"starts_at": _("Choose a moment that is still to come.")})
    session.ends_at = session.starts_at + timedelta(minutes=session.minutes)
    if session.cohort and session.cohort.programme.community_id != session.community_id:
        raise ValidationError({"cohort": _("This group is not of this community.")})
    if not (session.link or session.phone or session.room):
        raise ValidationError(_("Say how one comes: a link, a telephone number or a room."))
    session.phone_code = session.phone_code if session.phone else ""


def _led_by(session: LiveSession, leaders: Iterable[Person]) -> None:
    """ValidationError when one of them is not a member here today."""
    wanted = {person.pk for person in leaders}
    here = session.community.memberships.present().filter(person__in=wanted)
    if len(wanted) != here.count():
        raise ValidationError({"leaders": _("Only members of this community can lead a session.")})
    known = set(session.leaders.values_list("person", flat=True))
    session.leaders.exclude(person__in=wanted).delete()
    Leader.objects.bulk_create(Leader(session=session, person_id=pk) for pk in sorted(wanted - known))
