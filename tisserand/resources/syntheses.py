"""Say what a thread comes to, and take it back."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tisserand.conversations.models import Thread
from tisserand.mail.characters import one_line
from tisserand.people.models import Person

from . import emails, versions
from .models import Synthesis, Telling, Version


@transaction.atomic
def write(
    thread: Thread,
    *,
    by: Person,
    source: str,
    format: str = "text",
    up_to: int,
    now: datetime,
    tell: bool = False,
    form_token: str | None = None,
) -> Version:
    """The synthesis of `thread`, or its next version; it stands on top again if it had been withdrawn.

    `up_to` is the last post its writer has read. Followers are told of the first version, and of a later one
    only if `tell`. The same words again change nothing. Raises ValidationError when the thread is withdrawn,
    when the text is empty or too long, or when it quotes what was not said.
    """
    held = Thread.objects.select_for_update(of=("self",)).select_related("community").get(pk=thread.pk)
    if again := versions.already(by, form_token):
        return again
    if held.deleted_at:
        raise ValidationError(_("This conversation has been withdrawn."))
    synthesis, first = Synthesis.objects.get_or_create(thread=held)
    said: dict[str, Any] = {"source": source, "format": format, "up_to": min(max(up_to, 1), held.last_number)}
    version, new = versions.write(synthesis, by=by, now=now, form_token=form_token, **said)
    back = not synthesis.stands
    synthesis.withdrawn_at, synthesis.withdrawn_by, synthesis.withdrawn_why = None, None, ""
    synthesis.save()
    if first or (tell and new):
        Telling.objects.create(version=version, asked_by=by, asked_at=now)
    if new or back:
        held.community.record("summed-up", by, held, at=now, version=version.number)
    return version


@transaction.atomic
def withdraw(synthesis: Synthesis, *, by: Person, now: datetime, reason: str = "") -> None:
    """Take it off the top of its thread; who wrote it last is told, with the reason, unless it is put back
    within ten minutes. Twice changes nothing."""
    held = Synthesis.objects.select_for_update(of=("self",)).get(pk=synthesis.pk)
    if held.stands:
        held.withdrawn_at, held.withdrawn_by, held.withdrawn_why = now, by, one_line(reason)[:500]
        held.save()
        synthesis.thread.community.record("took-down", by, synthesis.thread, at=now, what="synthesis")
        emails.tell_withdrawn(held, others_work(held, by), now=now)


def others_work(synthesis: Synthesis, by: Person) -> Person | None:
    """Whoever wrote it last, when that is not `by`."""
    last = Version.objects.of(synthesis).select_related("written_by").first()
    return last.written_by if last and last.written_by != by else None


@transaction.atomic
def restore(synthesis: Synthesis, *, by: Person, now: datetime) -> None:
    """Undo `withdraw`. Twice changes nothing."""
    held = Synthesis.objects.select_for_update(of=("self",)).get(pk=synthesis.pk)
    if not held.stands:
        held.withdrawn_at, held.withdrawn_by, held.withdrawn_why = None, None, ""
        held.save()
        last = Version.objects.of(held).first()
        synthesis.thread.community.record("summed-up", by, synthesis.thread, at=now, version=last.number)
