"""Add a post to a thread: the act that is done most often, in as few statements as it takes."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tisserand.communities.models import Membership
from tisserand.people.models import Person

from .. import attachments, emails, facts, first_words, rendering
from ..models import Follow, Post, Thread, Unnamed, Unsolved
from ..unnamed import require_nameless
from .before import Before, hold
from .rows import already, join, write


def reply(
    thread: Thread,
    *,
    by: Person,
    source: str,
    format: str = Post.Format.TEXT,
    via: str = Post.Via.PAGE,
    now: datetime,
    quotes: Post | None = None,
    files: Iterable[attachments.File] = (),
    form_token: str | None = None,
    source_key: str | None = None,
    looked: bool = False,
    notify: bool = True,
) -> Post:
    """Add the next post. Numbers follow each other even when many write at once; facts stay true.

    Who asked without their name goes on without it there, and is stopped when a text would say it, unless
    they have `looked` (see `unnamed`).

    A reply by somebody else than the asker clears « not solved ». Whoever writes in a thread for the first
    time follows it, unless they asked for nothing but what is addressed to them. The same `form_token` by
    the same person gives the post it made the first time.
    A thread that was joined to another meanwhile, or has gone to another community, gets it where it is now:
    look at the post's own `thread`.
    Raises ValidationError on an empty or too long text, when the thread has been deleted or closed, or is now
    where `by` is not a member.
    """
    body, files = attachments.gathered(thread.community, by, source, format, files)
    known = {"via": via, "quotes": quotes, "form_token": form_token, "source_key": source_key}
    here = thread
    while True:
        try:
            with transaction.atomic():
                before = hold(here, by=by, form_token=form_token, now=now)
                if before.again:
                    return Post.objects.select_related("thread__community").get(pk=before.again)
                _require_here(here, before)
                unnamed = None
                if before.unnamed_here:
                    require_nameless(by, title="", text=body.text, files=files, looked=looked)
                    unnamed = Unnamed.objects.get(pk=before.unnamed_here)
                post = _add(
                    here, before, by, body, format, now, files=files, notify=notify, unnamed=unnamed, **known
                )
        except Elsewhere as moved:
            # Nothing is held any more: two who wait for each other would wait for ever.
            here = _followed(moved.thread, by)
        except IntegrityError:  # the same form, sent twice in the same instant
            if again := already(by, form_token):
                return again
            raise
        else:
            facts.learn(here, before.thread)
            return post


class Elsewhere(Exception):
    """The thread has been put in order meanwhile: what is said in it goes where it leads."""

    def __init__(self, thread: int):
        super().__init__(thread)
        self.thread = thread


def _require_here(here: Thread, before: Before) -> None:
    locked = before.thread
    if locked.merged_into_id or locked.community_id != here.community_id:
        raise Elsewhere(locked.merged_into_id or locked.pk)
    if locked.deleted_at:
        raise ValidationError(_("This conversation has been withdrawn; nobody would read your reply."))
    if before.shut:
        raise ValidationError(closed_words(locked))


def _followed(pk: int, by: Person) -> Thread:
    """Where a thread leads, when `by` may write there."""
    thread = Thread.objects.select_related("community__organisation").get(pk=pk)
    if not thread.community.memberships.present().filter(person=by).exists():
        raise ValidationError(_("This conversation has been moved where you are not a member."))
    return thread


def closed_words(thread: Thread) -> str:
    """Why nobody replies there any more, and what to do instead."""
    words = _("This conversation is closed: “%(reason)s” To go on, ask a new question.")
    return words % {"reason": thread.closing.reason}


def _add(
    thread: Thread,
    before: Before,
    by: Person,
    body: rendering.Body,
    format: str,
    now: datetime,
    *,
    files: Iterable[attachments.File],
    notify: bool,
    **known,
) -> Post:
    """Write the next post of a thread that is held, and what follows from it."""
    locked = before.thread
    number = locked.last_number + 1
    post = write(thread, number, by, body, format, now, **known)
    signed = post.signature(by)
    if not (before.spoke_in_community or post.unnamed_id):
        first_words.note(post)
    called = join(post, body, files, by, now)
    if locked.waiting and not locked.written_by(by):
        Unsolved.objects.filter(thread=thread).delete()
    first = facts.note_reply(locked, post)
    if not (before.wrote_here or before.follows_it or before.hears == Membership.Hears.ADDRESSED):
        follow = Follow(thread=thread, person=by, followed_at=now)
        Follow.objects.bulk_create([follow], ignore_conflicts=True)
    if post.via == Post.Via.PAGE:  # by mail one has read what was mailed, and hears of the rest
        thread.has_read_all(by, up_to=number, now=now)
    said = {"post": post.pk, "number": number}
    thread.community.record("replied", signed, thread, at=now, active_on=before.last_active_on, **said)
    if signed is None:
        thread.community.note_visit(by, now)
    if notify:
        emails.tell_of_reply(post, called, first=first, asker_follows=before.asker_follows)
    return post
