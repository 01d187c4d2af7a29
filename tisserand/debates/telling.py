"""Have a mail sent to many: an invitation to take part, sent by a person each time; an outcome, told once."""

from datetime import datetime

from django.db import transaction

from tisserand.people.models import Person

from .mailing import SECOND_THOUGHT
from .models import Debate, Poll, Telling
from .tasks import tell_some


@transaction.atomic
def invite(thing: Debate | Poll, *, by: Person, now: datetime) -> Telling:
    """Invite by mail every member who has not taken part yet."""
    poll = thing if isinstance(thing, Poll) else None
    thing.thread.community.record("convened", by, thing, at=now)
    return _begin(Telling(thread=thing.thread, poll=poll, kind="invitation", told_by=by, told_at=now))


def tell_outcome(debate: Debate, *, by: Person, now: datetime) -> None:
    """Once for a debate: an outcome that is written again later is not told again."""
    if not Telling.objects.filter(thread=debate.thread, kind=Telling.Kind.OUTCOME).exists():
        _begin(Telling(thread=debate.thread, kind="outcome", told_by=by, told_at=now))


def forget_outcome(debate: Debate, *, now: datetime) -> None:
    """It was taken back before any mail left: nobody has been told."""
    told = Telling.objects.filter(thread=debate.thread, kind=Telling.Kind.OUTCOME)
    told.filter(told_at__gt=now - SECOND_THOUGHT).delete()


def _begin(telling: Telling) -> Telling:
    telling.save(force_insert=True)
    tell_some.enqueue(telling.pk)
    return telling
