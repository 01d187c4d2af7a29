"""Whom a session concerns, and who has been told of it."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from tisserand.communities.models import Membership
from tisserand.people.models import Person
from tisserand.programmes.models import Enrolment

from .models import Circle, Invited, Leader, LiveSession, SignUp, Telling
from .models.coming import ABSENT


def concerned(session: LiveSession) -> QuerySet[Membership]:
    """Members today: those of the group if it is for one, otherwise all; and who leads or hosts it."""
    members = Membership.objects.present().filter(community=session.community_id)
    if session.cohort_id is None:
        return members
    enrolled = Enrolment.objects.active().filter(cohort=session.cohort_id, membership=OuterRef("pk"))
    leads = Leader.objects.filter(session=session.pk, person=OuterRef("person"))
    hosts = Circle.objects.filter(session=session.pk, host=OuterRef("person"))
    return members.filter(Exists(enrolled) | Exists(leads) | Exists(hosts))


def may_host(session: LiveSession) -> QuerySet[Membership]:
    """Those it concerns, and whoever here is not a learner: time may be kept from outside the group."""
    members = Membership.objects.present().filter(community=session.community_id)
    inside = Q(pk__in=concerned(session).values("pk"))
    return members.filter(inside | ~Q(role=Membership.Role.LEARNER))


def concerns(session: LiveSession, member: Membership) -> bool:
    return concerned(session).filter(pk=member.pk).exists()


def to_tell(session: LiveSession, kind: str, *, besides: int | None) -> QuerySet[Person]:
    """People, members today, whom a mail of that kind is for; without who has it sent."""
    invited = Q(pk__in=Invited.objects.filter(session=session).values("person"))
    answers = SignUp.objects.filter(session=session)
    if kind == Telling.Kind.INVITATION:
        people = Person.objects.filter(pk__in=concerned(session).values("person"))
        people = people.exclude(invited).exclude(pk__in=answers.values("person"))
    else:
        people = Person.objects.filter(memberships__community=session.community_id, memberships__left_at=None)
        people = people.filter(invited | Q(pk__in=answers.values("person")))
    if kind == Telling.Kind.CANCELLATION:
        people = people.exclude(pk__in=answers.filter(answer=ABSENT).values("person"))
    return people.exclude(pk=besides or 0)
