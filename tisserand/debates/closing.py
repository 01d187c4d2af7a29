"""Change until when one takes part, or end it now; and take that back."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from tisserand.conversations.models import Thread
from tisserand.people.models import Person

from .models import Debate, Outcome, Poll

Thing = Debate | Poll


@transaction.atomic
def reschedule(thing: Thing, closes_at: datetime, *, by: Person, now: datetime) -> bool:
    """Closes at that moment instead; at `now`, it ends. False when nothing changes.

    ValidationError when an outcome was written, and of an anonymous poll once it is closed: who saw its
    results and opened it again would see what the next one answers.
    """
    held = type(thing).held(thing.pk)
    if closes_at == held.closes_at or (closes_at == now and not held.is_open(now)):
        return False
    if isinstance(held, Debate) and Outcome.objects.filter(debate=held).exists():
        raise ValidationError(_("The outcome is written: take it back first."))
    if _is_final(held, now):
        raise ValidationError(_("An anonymous poll that is closed stays closed."))
    said = {"before": held.closes_at.isoformat(), "after": closes_at.isoformat()}
    _keep(held, closes_at)
    held.thread.community.record("rescheduled", by, held, at=now, **said)
    return True


@transaction.atomic
def take_back(thing: Thing, *, by: Person, now: datetime) -> bool:
    """Closes when it did before the last change; False when that is no longer to be undone."""
    held = type(thing).held(thing.pk)
    last = held.thread.community.events.about(held).filter(verb__in=("rescheduled", "took-back")).last()
    if last is None or last.verb != "rescheduled" or _is_final(held, now):
        return False
    before, after = (parse_datetime(last.detail[name]) for name in ("before", "after"))
    if (
        before is None
        or after != held.closes_at
        or Outcome.objects.filter(debate__thread=held.thread).exists()
    ):
        return False
    _keep(held, before)
    held.thread.community.record("took-back", by, held, at=now, closing=True)
    return True


def _is_final(thing: Thing, now: datetime) -> bool:
    return isinstance(thing, Poll) and thing.anonymous and now >= thing.closes_at


def _keep(thing: Thing, closes_at: datetime) -> None:
    """Write it, and what the thread keeps of it for the lists."""
    thing.closes_at = closes_at
    thing.save(update_fields=["closes_at"])
    if isinstance(thing, Debate) or thing.stands_alone:
        Thread.objects.filter(pk=thing.thread_id).update(ends_at=closes_at)
