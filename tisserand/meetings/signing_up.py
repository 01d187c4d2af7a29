"""A member says whether they come, and how; or somebody says it for them. It can be changed until the end."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tisserand.communities.models import Membership
from tisserand.people.models import Person

from . import audience
from .models import LiveSession, SignUp
from .models.coming import ABSENT, ANSWERS
from .planning import held


@transaction.atomic
def answer(session: LiveSession, said: str, *, member: Membership, by: Person, now: datetime) -> SignUp:
    """Note the answer of this member: a way of coming, or that they cannot. Twice the same changes nothing.

    Those who say it hold the session one after the other: the last place is given once. ValidationError, in
    words, when it is over, called off or full, or cannot be reached that way.
    """
    session = held(session.pk)
    _hold_possible(session, said, member, now)
    before = SignUp.objects.filter(session=session, person=member.person_id).first()
    if before and before.answer == said:
        return before
    if said != ABSENT and not (before and before.comes) and places_left(session) == 0:
        raise ValidationError(_("Every place is taken."))
    helper = by if by.pk != member.person_id else None
    signed, _new = SignUp.objects.update_or_create(
        session=session,
        person_id=member.person_id,
        defaults={"answer": said, "said_at": now, "noted_by": helper},
    )
    noted: dict[str, Any] = {"noted_by": helper.pk} if helper else {}
    session.community.record("answered-invitation", member.person, session, at=now, answer=said, **noted)
    return signed


@transaction.atomic
def take_back(session: LiveSession, *, member: Membership, by: Person, now: datetime) -> bool:
    """As if nothing had been said; False when nothing was, or the session is over."""
    session = held(session.pk)
    if session.is_over(now):
        return False
    gone, _rows = SignUp.objects.filter(session=session, person=member.person_id).delete()
    if gone:
        session.community.record("answered-invitation", by, session, at=now, answer="")
    return bool(gone)


def ways_of(session: LiveSession) -> list[str]:
    """The ways in which one can come to it."""
    offered = {"link": session.link, "phone": session.phone, "room": session.room}
    return [way for way, offer in offered.items() if offer]


def places_left(session: LiveSession) -> int | None:
    """None when there is no limit."""
    if session.places is None:
        return None
    coming = SignUp.objects.filter(session=session).exclude(answer=ABSENT).count()
    return max(0, session.places - coming)


def _hold_possible(session: LiveSession, said: str, member: Membership, now: datetime) -> None:
    if not audience.concerns(session, member):
        raise ValidationError(_("This session is not for this person."))
    if session.cancelled_at:
        raise ValidationError(_("This session has been called off."))
    if session.is_over(now):
        raise ValidationError(_("This session is over."))
    if said not in ANSWERS or (said != ABSENT and said not in ways_of(session)):
        raise ValidationError(_("One cannot come to this session that way."))
