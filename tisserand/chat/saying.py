"""Say something in a room, take it out of view, put it back.

Each act takes `now`, runs in one transaction, takes the next number of the room, writes one line of the
journal, and those who are connected hear of it once it is on disk (`news`).
"""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tisserand.conversations import mentions
from tisserand.conversations.writing import moderates
from tisserand.people.models import Person
from tisserand.search import indexing
from tisserand.ui import times

from . import emails, news, words
from .models import ChatMention, ChatMessage, Room


@transaction.atomic
def say(
    room: Room, *, by: Person, text: str, now: datetime, form_token: str | None = None, notify: bool = True
) -> ChatMessage:
    """Add a message to an open room. The same `form_token` by the same person gives the one it made before.

    Raises ValidationError on an empty or too long text, or when the room is closed.
    """
    text = words.fit(text)
    number = room.hold()
    again = ChatMessage.objects.filter(author=by, form_token=form_token).first() if form_token else None
    if again:
        return again
    if not room.is_open(now):
        raise ValidationError(closed_words(room, now))
    message = ChatMessage.objects.create(
        room=room,
        number=number,
        changed_number=number,
        author=by,
        text=text,
        created_at=now,
        form_token=form_token or None,
    )
    named = mentions.find(room.community, text, besides=by).people if "@" in text else []
    ChatMention.objects.bulk_create([ChatMention(message=message, person=person) for person in named])
    room.community.record("chatted", by, message, at=now, room=room.pk)
    if notify:
        emails.tell_mentioned(message, named)
    changed(room, [message])
    return message


def closed_words(room: Room, now: datetime) -> str:
    """Why nobody may write here at this moment, and when one will."""
    opens = room.opens_at(now)
    if opens is None:
        return _("This room is closed.")
    return _("This room is closed at the moment. It opens %(when)s.") % {"when": times.humane(opens, now)}


@transaction.atomic
def remove(message: ChatMessage, *, by: Person, now: datetime, reason: str = "") -> ChatMessage:
    """Take a message out of view, leaving a trace: by its author, or by who moderates, who must say why.
    Removing twice changes nothing."""
    number = _held(message)
    if not message.written_by(by):
        if not moderates(message.room.community, by):
            raise PermissionDenied
        if not reason.strip():
            raise ValidationError(_("Say why: the author will read it."))
    if message.deleted_at:
        return message
    message.deleted_at, message.deleted_by = now, by
    message.deletion_reason, message.changed_number = reason.strip()[:500], number
    message.save(update_fields=["deleted_at", "deleted_by", "deletion_reason", "changed_number"])
    message.room.community.record(
        "deleted", by, message, at=now, room=message.room_id, reason=message.deletion_reason
    )
    changed(message.room, [message])
    return message


@transaction.atomic
def restore(message: ChatMessage, *, by: Person, now: datetime) -> ChatMessage:
    """What its author took back, only they may put back; what was moderated, only who moderates."""
    number = _held(message)
    own = message.deleted_by_author
    if not (message.written_by(by) if own else moderates(message.room.community, by)):
        raise PermissionDenied
    if message.deleted_at is None:
        return message
    message.deleted_at = message.deleted_by = None
    message.deletion_reason, message.changed_number = "", number
    message.save(update_fields=["deleted_at", "deleted_by", "deletion_reason", "changed_number"])
    message.room.community.record("restored", by, message, at=now, room=message.room_id)
    changed(message.room, [message])
    return message


def changed(room: Room, messages: Iterable[ChatMessage]) -> None:
    """What was said or changed is found by the search, and reaches those who are connected."""
    for day in {room.day_of(message.created_at) for message in messages}:
        indexing.note("chat", room.key_of(day))
    news.tell(room.pk)


def _held(message: ChatMessage) -> int:
    """Lock its room, read it again, and give the next number."""
    number = message.room.hold()
    message.refresh_from_db(fields=["deleted_at", "deleted_by", "lift", "changed_number"])
    return number
