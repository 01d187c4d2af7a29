"""What was said in a room becomes a question of its own, in the name of whoever said it; and back."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tisserand.conversations import writing
from tisserand.conversations.models import Thread
from tisserand.conversations.plain import extract
from tisserand.conversations.rendering import TITLE_LIMIT
from tisserand.people.models import Person

from . import emails
from .models import ChatMessage, Lift
from .saying import changed

# Messages of one person that follow each other within so long are one thought.
ONE_THOUGHT, AT_MOST = timedelta(minutes=10), 10


def may_lift(message: ChatMessage, person: Person, *, moderates: bool) -> bool:
    """Its author and who moderates, while it stands and has an author to be answered."""
    stands = message.author_id is not None and message.deleted_at is None
    return stands and (message.written_by(person) or moderates)


def thought(message: ChatMessage) -> list[ChatMessage]:
    """The message, and what its author said right after it: what may be lifted with it."""
    after = message.room.messages.filter(number__gte=message.number).order_by("number")
    found = [message]
    for other in after.exclude(pk=message.pk)[:AT_MOST]:
        near = other.created_at - found[-1].created_at <= ONE_THOUGHT
        if other.author_id != message.author_id or not near or other.deleted_at or other.lift_id:
            break
        found.append(other)
    return found


def title_of(text: str) -> str:
    """A title to begin with: the first sentence of the text."""
    line = text.strip().partition("\n")[0]
    ends = [at for at in (line.find(mark) for mark in "?!.…") if at >= 0]
    return extract(line[: min(ends) + 1] if ends else line, TITLE_LIMIT // 2)


@transaction.atomic
def lift(
    messages: Sequence[ChatMessage], *, title: str, by: Person, now: datetime, notify: bool = True
) -> Thread:
    """Make these messages of one person a question, as old as they are. What was lifted already stays so: its
    question is given again. PermissionDenied to others than the author and who moderates; ValidationError
    when the author is no longer here, or on a title that will not do."""
    first = messages[0]
    room, community, author = first.room, first.room.community, first.author
    number = room.hold()
    first.refresh_from_db(fields=["deleted_at", "lift"])
    if first.lift and first.lift.thread and first.lift.undone_at is None:
        return first.lift.thread
    alone = all(one.author_id == first.author_id and one.room_id == room.pk for one in messages)
    if author is None or not (alone and may_lift(first, by, moderates=writing.moderates(community, by))):
        raise PermissionDenied
    if not community.memberships.present().filter(person=author).exists():
        raise ValidationError(_("Whoever wrote this has left: nobody would wait for the answer."))
    done = Lift.objects.create(room=room, said_at=first.created_at, lifted_by=by, lifted_at=now)
    done.thread = writing.start(
        community,
        kind=Thread.Kind.QUESTION,
        title=title,
        by=author,
        source="\n\n".join(message.text for message in messages),
        now=first.created_at,
        source_key=f"chat {done.pk}",
        notify=False,  # who is named has been told in the room
    )
    done.save(update_fields=["thread"])
    _mark(messages, done, number)
    community.record("lifted", by, done.thread, at=now, room=room.pk, message=first.pk)
    if notify and not first.written_by(by):
        emails.tell_lifted(done, author, now=now)
    return done.thread


@transaction.atomic
def put_back(done: Lift, *, by: Person, now: datetime) -> None:
    """Undo: the question is withdrawn, the messages are only messages again. ValidationError once somebody
    has answered; doing it twice changes nothing."""
    room, number = done.room, done.room.hold()
    done.refresh_from_db(fields=["undone_at"])
    if done.undone_at:
        return
    thread = done.thread
    if not (thread.written_by(by) or writing.moderates(room.community, by)):
        raise PermissionDenied
    if thread.reply_count:
        raise ValidationError(_("Somebody has answered already: this question stays."))
    reason = _("Put back in the room.")
    writing.delete(thread.posts.get(number=1), by=by, now=now, reason=reason)
    done.undone_at, done.undone_by = now, by
    done.save(update_fields=["undone_at", "undone_by"])
    _mark(list(done.messages.order_by("number")), None, number)
    room.community.record("unlifted", by, thread, at=now, room=room.pk)


def _mark(messages: Sequence[ChatMessage], done: Lift | None, number: int) -> None:
    """These messages say where they went, or no longer. Each change has a number of its own."""
    room = messages[0].room if messages else None
    for message in messages:
        message.lift, message.changed_number = done, number
        message.save(update_fields=["lift", "changed_number"])
        number = room.hold()
    if room:
        changed(room, messages)
