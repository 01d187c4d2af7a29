"""Take a post out of view, and put it back."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tisserand.communities.models import Community, Event
from tisserand.people.models import Person
from tisserand.search import indexing

from .. import facts, first_words
from ..models import Acceptance, Post, Thread
from .rows import hold


@transaction.atomic
def delete(post: Post, *, by: Person, now: datetime, reason: str = "") -> Post:
    """Take a post out of view, leaving a trace: by its author, or by who moderates, who must say why.

    Deleting the first post withdraws the thread from the lists. An accepted answer is no longer accepted.
    Deleting twice changes nothing. ValidationError when a moderator gives no reason.
    """
    thread = hold(post)
    if not post.written_by(by):
        if not moderates(thread.community, by):
            raise PermissionDenied
        if not reason.strip():
            raise ValidationError(_("Say why: the author will read it."))
    if post.deleted_at:
        return post
    accepted = Acceptance.objects.filter(thread=thread, post=post).first()
    detail: dict[str, Any] = {"thread": thread.pk, "reason": (reason := reason.strip()[:500])}
    if accepted:
        detail["accepted_at"] = accepted.accepted_at.isoformat()
        accepted.delete()
    post.deleted_at, post.deleted_by, post.deletion_reason = now, by, reason
    post.save(update_fields=["deleted_at", "deleted_by", "deletion_reason"])
    _follow_first_post(thread, post)
    thread.community.record("deleted", post.signature(by), post, at=now, **detail)
    return post


@transaction.atomic
def restore(post: Post, *, by: Person, now: datetime) -> Post:
    """Undo a deletion, the acceptance included: by its author if they deleted it, else by who moderates."""
    thread = hold(post)
    if not may_restore(post, by):
        raise PermissionDenied
    if post.deleted_at is None:
        return post
    last = Event.objects.about(post).filter(verb="deleted").last()
    if last and (accepted_at := last.detail.get("accepted_at")):
        Acceptance.objects.get_or_create(
            thread=thread,
            defaults={
                "post": post,
                "accepted_by": thread.author,
                "accepted_at": datetime.fromisoformat(accepted_at),
            },
        )
    post.deleted_at = post.deleted_by = None
    post.deletion_reason = ""
    post.save(update_fields=["deleted_at", "deleted_by", "deletion_reason"])
    _follow_first_post(thread, post)
    thread.community.record("restored", post.signature(by), post, at=now, thread=thread.pk)
    return post


def may_restore(post: Post, person: Person) -> bool:
    """What its author took back, only they may put back; what was moderated, only who moderates."""
    if post.deleted_by_author:
        return post.written_by(person)
    return moderates(post.thread.community, person)


def moderates(community: Community, person: Person) -> bool:
    place = community.memberships.present().filter(person=person).first()
    return place is not None and place.may("moderate")


def _follow_first_post(thread: Thread, post: Post) -> None:
    """A thread stands or falls with its first post."""
    indexing.note("thread", thread.pk)
    if post.number == 1:
        Thread.objects.filter(pk=thread.pk).update(deleted_at=post.deleted_at)
        thread.deleted_at = post.deleted_at
    facts.say_whether_unsolved(thread)
    facts.refresh(thread)
    post.thread = thread
    first_words.refresh(post)
