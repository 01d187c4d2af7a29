"""Who plays what in a co-development, and when it begins."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tisserand.communities.models import Membership
from tisserand.people.models import Person

from . import audience, signing_up
from .models import Circle, LiveSession, Part, SignUp
from .planning import held


def is_one(session: LiveSession) -> bool:
    return session.kind == LiveSession.Kind.CO_DEVELOPMENT


@transaction.atomic
def offer(session: LiveSession, kind: str, *, member: Membership, by: Person, now: datetime) -> Part:
    """This member brings a situation, or comes to help: whoever says so comes, the first way there is unless
    they said another. ValidationError as for any answer, or when it is no co-development."""
    if not is_one(session) or kind not in Part.Kind.values:
        raise ValidationError(_("One cannot come to this session that way."))
    signed = SignUp.objects.filter(session=session, person=member.person_id).first()
    way = signed.answer if signed and signed.comes else signing_up.ways_of(session)[0]
    signing_up.answer(session, way, member=member, by=by, now=now)
    values = {"kind": kind, "said_at": now}
    part, _new = Part.objects.update_or_create(session=session, person=member.person, defaults=values)
    session.community.record("offered-part", member.person, session, at=now, part=kind)
    return part


@transaction.atomic
def take_back(session: LiveSession, *, member: Membership, now: datetime) -> bool:
    """They bring nothing after all, and still come; False when nothing was said, or it is over."""
    if held(session.pk).is_over(now):
        return False
    gone, _rows = Part.objects.filter(session=session, person=member.person_id).delete()
    if gone:
        session.community.record("offered-part", member.person, session, at=now, part="")
    return bool(gone)


@transaction.atomic
def share_out(
    session: LiveSession, *, client: Person | None, host: Person | None, by: Person, now: datetime
) -> Circle:
    """Who is the client, who is the host. ValidationError for whom the session is not, or who is both."""
    held(session.pk)
    for person, members in ((client, audience.concerned(session)), (host, audience.may_host(session))):
        if person is not None and not members.filter(person=person).exists():
            raise ValidationError(_("This session is not for this person."))
    if client is not None and client == host:
        raise ValidationError(_("The host keeps time: somebody else brings the situation."))
    values = {"client": client, "host": host}
    circle, _new = Circle.objects.update_or_create(session=session, defaults=values)
    session.community.record("changed", by, session, at=now, fields=["circle"])
    return circle


@transaction.atomic
def begin(session: LiveSession, *, by: Person, now: datetime) -> Circle:
    """The first stage begins now; once more, it begins again. ValidationError when called off."""
    if held(session.pk).cancelled_at:
        raise ValidationError(_("This session has been called off."))
    values = {"began_at": now, "began_by": by}
    circle, _new = Circle.objects.update_or_create(session=session, defaults=values)
    session.community.record("began-circle", by, session, at=now)
    return circle


def may_begin(session: LiveSession, member: Membership, circle: Circle | None) -> bool:
    """The host, who leads it, and who plans."""
    leads = session.leaders.filter(person=member.person_id).exists()
    hosts = circle is not None and circle.host_id == member.person_id
    return hosts or leads or member.may("plan animation")
