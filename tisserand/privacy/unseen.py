"""Accounts that nobody has seen for a long time: their person is told, has a month to say « I stay », and is
erased."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import TruncDate

from tisserand.communities.models import Invitation, Membership
from tisserand.people.models import Person

from . import erasing
from .models import Erasure

TOLD_BEFORE = timedelta(days=30)
# Who was invited and never came in has nothing to keep: once no invitation waits for them, they go.
NEVER_CAME = timedelta(days=90)


def unseen(before: datetime) -> QuerySet[Person]:
    """People without any sign of life since: no sign-in, no day of presence in any community, no « I stay ».

    Not the administrators, without whom the site would be nobody's, nor the authors of archives, who have no
    account: without an address or a number, they never came in and asked for no mail.
    """
    of_an_archive = Q(email=None, phone="", last_login=None, mail_cadence=Person.Cadence.NONE)
    stayed = Erasure.objects.filter(person=OuterRef("pk"), withdrawn_at__gte=before)
    return (
        Person.objects.filter(erased_at=None, is_administrator=False, joined_at__lt=before)
        .exclude(of_an_archive)
        .exclude(last_login__gte=before)
        .exclude(Exists(_places_since(before)))
        .exclude(Exists(stayed))
        .order_by("pk")
    )


def _places_since(before: datetime) -> QuerySet[Membership]:
    """Where they joined or came since, on the clock of each community."""
    there = ExpressionWrapper(Value(before) - F("community__set_back"), output_field=DateTimeField())
    came = Q(last_active_on__gte=TruncDate(there)) | Q(joined_at__gte=there)
    return Membership.objects.filter(came, person=OuterRef("pk"))


def to_tell(before: datetime) -> QuerySet[Person]:
    """Those of them who have not been told yet."""
    return unseen(before).exclude(Exists(Erasure.objects.pending().filter(person=OuterRef("pk"))))


def tell(before: datetime, now: datetime, at_most: int) -> Iterator[int]:
    """Plan the erasure of each, a month from now, and write to them; yields how many after each portion.

    Somebody who cannot be erased yet (nobody else runs their community) is left alone.
    """
    last = 0
    while people := list(to_tell(before).filter(pk__gt=last)[:at_most]):
        told = [person for person in people if not erasing.against(person)]
        for person in told:
            erasing.plan(person, cause=Erasure.Cause.UNSEEN, by=None, due_at=now + TOLD_BEFORE, now=now)
        last = people[-1].pk
        yield len(told)


def welcome_back(before: datetime, now: datetime) -> int:
    """Who was told and has been seen since is not erased; how many."""
    pending = Erasure.objects.pending().filter(cause=Erasure.Cause.UNSEEN)
    back = pending.exclude(person__in=unseen(before))
    return back.update(withdrawn_at=now)


def forget_never_came(now: datetime, at_most: int) -> Iterator[int]:
    """Nobody is left of them, not even somebody without a name: they have written nothing."""
    while people := list(never_came(now)[:at_most]):
        for person in people:
            with transaction.atomic():
                erasing.erase(person, now)
                person.delete()
        yield len(people)


def never_came(now: datetime) -> QuerySet[Person]:
    """Made when an address was invited, members of nothing, never signed in, and no invitation is left."""
    invited = Invitation.objects.filter(email=OuterRef("email"))
    return Person.objects.filter(
        ~Exists(invited),
        erased_at=None,
        is_administrator=False,
        last_login=None,
        memberships=None,
        joined_at__lt=now - NEVER_CAME,
    ).order_by("pk")
