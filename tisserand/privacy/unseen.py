"""Accounts that nobody has seen for a long time: their person is told, has a month to say « I stay », and is
erased."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from tisserand.communities.models import Invitation
from tisserand.people.models import Person

from . import erasing
from .absence import unseen
from .models import Erasure

TOLD_BEFORE = timedelta(days=30)
# Who was invited and never came in has nothing to keep: once no invitation waits for them, they go.
NEVER_CAME = timedelta(days=90)


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
