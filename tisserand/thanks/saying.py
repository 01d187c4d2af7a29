"""Thank somebody for a message, or say that it was useful; and take that back."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tisserand.conversations.models import Post, Unnamed
from tisserand.conversations.writing.before import unnamed_in
from tisserand.mail import outbox
from tisserand.mail.models import Envelope
from tisserand.people.models import Person

from .models import Reaction

Kind = Reaction.Kind
VERBS = {Kind.THANKS: "thanked", Kind.USEFUL: "found-useful"}


def takes_words(post: Post) -> bool:
    """Whether something may be said of it: it stands, with an author, where one may still write."""
    thread = post.thread
    gone = post.deleted_at or thread.deleted_at or thread.closed
    return post.author_id is not None and not gone


@transaction.atomic
def say(post: Post, kind: str, *, by: Person, now: datetime) -> bool:
    """Once, however often it is said; whether it was new. Its author hears of it, gathered with others.

    Raises ValidationError, in words, of one's own message and where nothing may be said any more.
    """
    if post.written_by(by):
        raise ValidationError(_("This message is yours: others say what it was to them."))
    if not takes_words(post):
        raise ValidationError(_("This message or its conversation is closed: nothing was noted."))
    whom = as_whom(post, by)
    words = {"said_at": now, "unnamed": whom}
    said, new = Reaction.objects.get_or_create(post=post, person=by, kind=kind, defaults=words)
    if new:
        _tell(said, now)
        post.thread.community.record(VERBS[Kind(kind)], None if whom else by, post, at=now)
    return new


def as_whom(post: Post, by: Person) -> Unnamed | None:
    """As whom they say it, where they write without their name."""
    return Unnamed.objects.filter(pk=unnamed_in(post.thread_id, by.pk)).first()


def noted(said_by: Unnamed | None) -> str:
    """What is said to who has thanked."""
    if said_by:
        return _("Your thanks are said: who wrote this will read them, from the person who asked.")
    return _("Your thanks are said: who wrote this will read them, with your name.")


@transaction.atomic
def take_back(post: Post, kind: str, *, by: Person, now: datetime) -> bool:
    """Whether there was something to take back. What the author has not been told, they never are."""
    said = Reaction.objects.select_for_update().filter(post=post, person=by, kind=kind).first()
    if said is None:
        return False
    community = post.thread.community
    waiting = Envelope.objects.filter(
        person=post.author_id, kind="thanked", key=_key(said), state=Envelope.State.WAITING
    )
    for envelope in waiting:
        outbox.withdraw(envelope.pk, now=now + community.set_back, reaction=said.pk)
    said.delete()
    community.record("took-back", None if said.unnamed_id else by, post, at=now)
    return True


def _tell(said: Reaction, now: datetime) -> None:
    community, author = said.post.thread.community, said.post.author
    if author is not None and community.memberships.present().filter(person=author).exists():
        outbox.post("thanked", author, now=now + community.set_back, key=_key(said), reaction=said.pk)


def _key(said: Reaction) -> str:
    return f"community-{said.post.thread.community_id}"
