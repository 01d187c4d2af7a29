"""What is done with private messages. Nothing of it is in the journal, which others read: a message by mail
leaves a day of presence there, as a visit would, without saying what was done nor to whom."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tisserand.communities.models import Community
from tisserand.mail.written import rendering
from tisserand.mail.written.files import Checked
from tisserand.people.models import Person

from . import emails, pace, reach
from .files import discard, store
from .models import Conversation, File, Message, Participation
from .models.messages import SAID


def begin(community: Community, *, by: Person, people: Iterable[Person], now: datetime, **words) -> Message:
    """Write to these people. With one person, the conversation of the two goes on; with several, one begins.

    The same `form_token` by the same person gives the message it made the first time. Raises ValidationError
    as `write` does, when there are too many people, and when one of them cannot be reached.
    """
    others = list(dict.fromkeys(person for person in people if person != by))
    rendering.render(words["source"], words.get("format", rendering.TEXT))
    try:
        with transaction.atomic():
            return _begin(community, by, others, now, words)
    except IntegrityError:  # the other wrote first at the same instant, or the same form came twice
        with transaction.atomic():
            return _begin(community, by, others, now, words)


def _begin(community: Community, by: Person, others: list[Person], now: datetime, words: dict) -> Message:
    places = community.memberships.present().select_for_update(of=("self",))
    place = places.filter(person=by).first()
    if place is None:
        raise PermissionDenied
    if again := already(by, words.get("form_token")):
        return again
    if not 0 < len(others) < Conversation.MOST:
        raise ValidationError(people_words())
    reach.require(community, by, others)
    pair = Conversation.pair_of(by, others[0]) if len(others) == 1 else None
    known = pair_between(community, by, others[0]) if pair else None
    if known is None:
        pace.keep_to_people(place, others, now)
        if pair:  # of a conversation that one of them has left, there is nothing to go on with
            community.private_conversations.filter(pair=pair).update(pair=None)
        known = community.private_conversations.create(pair=pair, created_at=now, last_message_at=now)
        everybody = [by, *others]
        Participation.objects.bulk_create(
            [Participation(conversation=known, person=one, added_by=by, joined_at=now) for one in everybody]
        )
    return _write(known, by, now, **words)


def pair_between(community: Community, one: Person, other: Person) -> Conversation | None:
    """The conversation of these two alone, while both are in it."""
    known = community.private_conversations.filter(pair=Conversation.pair_of(one, other))
    return known.of(one).of(other).first()


def people_words() -> str:
    return _("Choose at least one person, and %(most)s at most.") % {"most": Conversation.MOST - 1}


def write(conversation: Conversation, *, by: Person, now: datetime, **words) -> Message:
    """Say something in a conversation. `words` are `source`, `format`, `via`, `files`, `form_token`.

    Whoever has left the community is out of it first, and reads nothing of what follows. Raises
    ValidationError on an empty or too long text, too fast a pace, and when nobody would read it;
    PermissionDenied when `by` takes no part in it.
    """
    rendering.render(words["source"], words.get("format", rendering.TEXT))
    try:
        with transaction.atomic():
            return _write(conversation, by, now, **words)
    except IntegrityError:  # the same form, sent twice in the same instant
        if again := already(by, words.get("form_token")):
            return again
        raise


def _write(
    conversation: Conversation,
    by: Person,
    now: datetime,
    *,
    source: str,
    format: str = rendering.TEXT,
    via: str = Message.Via.PAGE,
    files: Iterable[Checked] = (),
    form_token: str | None = None,
    notify: bool = True,
) -> Message:
    held = hold(conversation, by)
    if again := already(by, form_token):
        return again
    pace.keep(by, now)
    others = _readers(held, by, now)
    held.last_number += 1
    held.last_message_at = max(now, held.last_message_at)
    held.save(update_fields=["last_number", "last_message_at"])
    message = Message(
        conversation=held, number=held.last_number, author=by, via=via, created_at=now, form_token=form_token
    )
    message.say(rendering.render(source, format), format)
    message.save(force_insert=True)
    store(message, files)
    if via == Message.Via.PAGE:  # by mail one has read what was mailed
        mine = held.participations.current().filter(person=by)
        mine.update(read_up_to=held.last_number, read_at=now)
    else:
        held.community.note_visit(by, now)
    if notify:
        emails.tell(message, others)
    return message


def hold(conversation: Conversation, by: Person) -> Conversation:
    """The conversation, its row locked until the end of the transaction. PermissionDenied to whoever takes no
    part in it."""
    rows = Conversation.objects.select_for_update(of=("self",)).select_related("community__organisation")
    held = rows.get(pk=conversation.pk)
    if not held.participations.current().filter(person=by).exists():
        raise PermissionDenied
    return held


def _readers(held: Conversation, by: Person, now: datetime) -> list[Participation]:
    """The others who take part. Between two, a block shuts; among several, it only spares who blocked."""
    present = held.community.memberships.present().filter(person__is_active=True).values("person")
    away = held.participations.current().exclude(person__in=present)
    away.update(left_at=now, left_number=held.last_number)
    others = list(held.participations.current().exclude(person=by).select_related("person"))
    if not others:
        raise ValidationError(_("Nobody else is in this conversation any more: nobody would read you."))
    if len(others) == 1:
        reach.require(held.community, by, [others[0].person])
    return others


def already(by: Person, form_token: str | None) -> Message | None:
    """The message that this form has made, when it was sent before."""
    if not form_token:
        return None
    sent = Message.objects.filter(author=by, form_token=form_token)
    return sent.select_related("conversation__community").first()


@transaction.atomic
def edit(
    message: Message, *, by: Person, source: str, format: str = rendering.TEXT, now: datetime
) -> Message:
    """The author says it otherwise, within the hour. Nobody is told again."""
    message = held(message)
    if not message.editable_by(by, now):
        raise PermissionDenied
    body = rendering.render(source, format)
    if body.html != message.html:
        message.say(body, format)
        message.edited_at = now
        message.save(update_fields=[*SAID, "edited_at"])
    return message


@transaction.atomic
def remove(message: Message, *, by: Person, now: datetime) -> Message:
    """The author takes it back: a line says that a message was here. What it said is gone a day later."""
    message = held(message)
    if not message.written_by(by):
        raise PermissionDenied
    return take_away(message, by=by, now=now)


def take_away(message: Message, *, by: Person, now: datetime) -> Message:
    if message.deleted_at is None:
        message.deleted_at, message.deleted_by = now, by
        message.save(update_fields=["deleted_at", "deleted_by"])
    return message


@transaction.atomic
def restore(message: Message, *, by: Person) -> Message:
    """Undo it, within the day."""
    message = held(message)
    if not message.restorable_by(by):
        raise PermissionDenied
    return put_back(message)


def put_back(message: Message) -> Message:
    message.deleted_at = message.deleted_by = None
    message.save(update_fields=["deleted_at", "deleted_by"])
    return message


def held(message: Message) -> Message:
    """The message as it stands, its row locked until the end of the transaction."""
    rows = Message.objects.select_for_update(of=("self",)).select_related("conversation__community", "author")
    return rows.get(pk=message.pk)


def forget_removed(before: datetime) -> int:
    """What was removed so long ago says nothing any more; how many. Its trace stays."""
    removed = Message.objects.filter(deleted_at__lt=before).exclude(source="", html="")
    gone = list(removed.order_by("pk").values_list("pk", flat=True))
    discard(File.objects.filter(message__in=gone))
    Message.objects.filter(pk__in=gone).update(source="", html="", text="", folded="")
    return len(gone)
