"""Keep a thread in sight, or close it: states that are taken back by their contrary."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tisserand.people.models import Person

from .. import emails
from ..models import Closing, Pin, Thread
from .places import settle
from .rows import held, require, require_standing


@transaction.atomic
def pin(thread: Thread, *, by: Person, now: datetime) -> bool:
    """Keep it in sight above the lists, in which it stays where it is; False when it is. ValidationError when
    as many as `Pin.MOST` are."""
    [thread] = held(thread)
    require(by, thread)
    require_standing(thread)
    if Pin.objects.filter(thread=thread).exists():
        return False
    there = Thread.objects.visible().filter(community=thread.community, pin__isnull=False).count()
    if there >= Pin.MOST:
        words = _(
            "%(count)s conversations are pinned already; where many stand out, none does. Unpin one first."
        )
        raise ValidationError(words % {"count": there})
    Pin.objects.create(thread=thread, pinned_by=by, pinned_at=now)
    thread.community.record("pinned", by, thread, at=now)
    return True


@transaction.atomic
def unpin(thread: Thread, *, by: Person, now: datetime) -> bool:
    [thread] = held(thread)
    require(by, thread)
    gone, _rows = Pin.objects.filter(thread=thread).delete()
    if gone:
        thread.community.record("unpinned", by, thread, at=now)
    return bool(gone)


@transaction.atomic
def close(thread: Thread, *, reason: str, by: Person, now: datetime, notify: bool = True) -> Closing:
    """Nobody replies any more, and nobody waits for an answer there; whoever tries, by mail too, reads why.
    Its author is told once. Closing twice changes nothing. ValidationError without a reason."""
    reason = " ".join(reason.split())[: Closing.REASON_LIMIT]
    if not reason:
        raise ValidationError({"reason": _("Say why: everybody will read it.")})
    [thread] = held(thread)
    require(by, thread)
    require_standing(thread)
    closing, new = Closing.objects.get_or_create(
        thread=thread, defaults={"closed_by": by, "closed_at": now, "reason": reason}
    )
    if new:
        settle([thread])
        thread.community.record("closed", by, thread, at=now)
        if notify:
            emails.tell_closed(closing)
    return closing


@transaction.atomic
def reopen(thread: Thread, *, by: Person, now: datetime) -> bool:
    """People reply again; an asker who waited waits again. Who was to be told within ten minutes is not."""
    [thread] = held(thread)
    require(by, thread)
    gone, _rows = Closing.objects.filter(thread=thread).delete()
    if gone:
        settle([thread])
        thread.community.record("reopened", by, thread, at=now)
    return bool(gone)
