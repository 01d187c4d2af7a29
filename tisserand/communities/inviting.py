"""Asking people to join, by address."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tisserand.mail import outbox
from tisserand.people.models import Person

from . import addresses
from .models import Community, Invitation, Membership

AT_ONCE = 500  # more people than this come in a spreadsheet


@dataclass(frozen=True)
class Plan:
    """What an invitation of these addresses would do, before anything is sent."""

    to_invite: list[addresses.Address]
    already_here: list[addresses.Address]
    already_invited: list[addresses.Address]
    problems: list[addresses.Problem]


def plan(community: Community, text: str) -> Plan:
    """Read a pasted list of addresses and sort it."""
    read = addresses.read(text)
    here = set(
        community.memberships.present().exclude(person__email=None).values_list("person__email", flat=True)
    )
    waiting = set(community.invitations.waiting().values_list("email", flat=True))
    return Plan(
        to_invite=[a for a in read.found if a.email not in here and a.email not in waiting],
        already_here=[a for a in read.found if a.email in here],
        already_invited=[a for a in read.found if a.email in waiting and a.email not in here],
        problems=read.problems,
    )


@transaction.atomic
def invite(
    community: Community, people: list[addresses.Address], role: str, *, by: Person, now: datetime
) -> list[Invitation]:
    """Invite each of these addresses in this role and post the mail; who was invited meanwhile is left out.

    The people behind new addresses are made at once, so that the mail speaks their language; they are
    members of nothing until they accept.
    """
    persons = addresses.people_for(
        people, language=community.language, time_zone=community.organisation.time_zone
    )
    asked = [
        Invitation(community=community, email=email, role=role, invited_by=by, invited_at=now)
        for email in persons
    ]
    before = set(community.invitations.waiting().filter(email__in=persons).values_list("pk", flat=True))
    Invitation.objects.bulk_create(asked, ignore_conflicts=True)
    made = list(
        community.invitations.waiting().filter(email__in=persons, invited_at=now).exclude(pk__in=before)
    )
    community.record_each("invited", by, made, at=now, role=role)
    for invitation in made:
        _post(invitation, persons[invitation.email], now)
    return made


def remind(invitation: Invitation, *, now: datetime) -> bool:
    """Send the mail of a waiting invitation again; False when nobody has this address any more."""
    person = Person.objects.with_email(invitation.email)
    return bool(person and invitation.waiting and _post(invitation, person, now))


def _post(invitation: Invitation, person: Person, now: datetime):
    invitation_now = now + invitation.community.set_back  # mail lives in the present
    return outbox.post("invitation", person, now=invitation_now, invitation=invitation.pk)


def must_sign_in(invitation: Invitation, visitor) -> bool:
    """Whether the link alone is not enough, because the address belongs to somebody who has an account.

    An old mail must not open the account of somebody who uses it: they show who they are by signing in.
    Whoever never came in has nothing to protect yet, and one button is all they meet.
    """
    person = Person.objects.with_email(invitation.email)
    if person is None or person == visitor:
        return False
    return bool(person.last_login or person.is_administrator or not person.is_active)


@transaction.atomic
def accept(invitation: Invitation, *, now: datetime) -> Membership | None:
    """Whoever has the address joins, made if they are unknown by now; None when it was withdrawn.

    Whether the visitor may speak for the address is asked before, by `must_sign_in`.
    """
    address = addresses.Address(invitation.email)
    defaults = {"language": invitation.community.language}
    person = addresses.people_for([address], **defaults)[invitation.email]
    return invitation.accept(person, now=now)
