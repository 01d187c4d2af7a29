"""Acts on posts: begin a thread, reply, edit, delete with a trace, put back.

Each takes `now`, runs in one transaction and writes one line of the journal. `notify=False` sends no mail:
for archives and demonstrations. Who may enter the community is the door's business; what depends on the
row (who wrote it) is checked here, by PermissionDenied.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tisserand.communities.models import Community
from tisserand.people.calendar import after_working_hours
from tisserand.people.models import Person

from . import attachments, emails, facts, first_words, mentions, rendering
from .models import Acceptance, Mention, Post, Revision, Thread, Unsolved


def start(
    community: Community,
    *,
    kind: str,
    title: str,
    by: Person,
    source: str,
    format: str = Post.Format.TEXT,
    via: str = Post.Via.PAGE,
    now: datetime,
    files: Iterable[attachments.Checked] = (),
    context: dict | None = None,
    form_token: str | None = None,
    source_key: str | None = None,
    notify: bool = True,
) -> Thread:
    """Open a thread with its first post; its author follows it, and is promised an answer if they ask.

    The same `form_token` by the same person gives the thread it made the first time.
    Raises ValidationError on an empty or too long title or text.
    """
    title, body = rendering.title_of(title), rendering.render(source, format)
    try:
        with transaction.atomic():
            thread = Thread.objects.create(
                community=community,
                kind=kind,
                title=title,
                author=by,
                created_at=now,
                promised_at=promised_at(community, kind, now),
                context=context or {},
                source_key=source_key,
                last_number=1,
                last_post_at=now,
                last_post_by=by,
                waiting_since=now if kind in Thread.ASKING else None,
            )
            known = {"via": via, "form_token": form_token, "source_key": source_key}
            post = _write(thread, 1, by, body, format, now, **known)
            called = _join(post, body, files, by, now)
            thread.follows.create(person=by, followed_at=now)
            thread.note_reading(by, up_to=1, now=now)
            verb = "asked" if thread.asks else "started"
            community.record(verb, by, thread, at=now, kind=str(kind), post=post.pk)
            if notify:
                emails.tell_of_thread(post, called)
            return thread
    except IntegrityError:
        if again := _already(by, form_token):
            return again.thread
        raise


def promised_at(community: Community, kind: str, now: datetime) -> datetime | None:
    """When somebody who asks now is promised a first answer; None for a discussion, which asks nothing."""
    if kind not in Thread.ASKING:
        return None
    return after_working_hours(community.organisation, now, timedelta(hours=community.promised_hours))


def reply(
    thread: Thread,
    *,
    by: Person,
    source: str,
    format: str = Post.Format.TEXT,
    via: str = Post.Via.PAGE,
    now: datetime,
    quotes: Post | None = None,
    files: Iterable[attachments.Checked] = (),
    form_token: str | None = None,
    source_key: str | None = None,
    notify: bool = True,
) -> Post:
    """Add the next post. Numbers follow each other even when many write at once; facts stay true.

    A reply by somebody else than the asker clears « not solved ». Whoever writes in a thread for the first
    time follows it. The same `form_token` by the same person gives the post it made the first time.
    Raises ValidationError on an empty or too long text, or when the thread has been deleted.
    """
    body = rendering.render(source, format)
    with transaction.atomic():
        locked = Thread.objects.select_for_update().get(pk=thread.pk)
        if again := _already(by, form_token):
            return again
        if locked.deleted_at:
            raise ValidationError(_("This conversation has been withdrawn; nobody would read your reply."))
        number = locked.last_number + 1
        newcomer = not thread.posts.filter(author=by).exists()
        known = {"via": via, "quotes": quotes, "form_token": form_token, "source_key": source_key}
        post = _write(thread, number, by, body, format, now, **known)
        called = _join(post, body, files, by, now)
        if locked.waiting and not locked.written_by(by):
            Unsolved.objects.filter(thread=thread).delete()
        first = facts.note_reply(locked, post)
        if newcomer:
            thread.follows.get_or_create(person=by, defaults={"followed_at": now})
        if via == Post.Via.PAGE:  # by mail one has read what was mailed, and hears of the rest
            thread.note_reading(by, up_to=number, now=now)
        thread.community.record("replied", by, thread, at=now, post=post.pk, number=number)
        if notify:
            emails.tell_of_reply(post, called, first=first)
    facts.learn(thread, locked)
    return post


@transaction.atomic
def edit(
    post: Post,
    *,
    by: Person,
    source: str,
    format: str = Post.Format.TEXT,
    now: datetime,
    title: str | None = None,
) -> Post:
    """The author says it otherwise; what it said before is kept as a Revision. Nothing changed, nothing kept.

    `title` renames the thread when the post opens it. People newly named are told.
    """
    post = Post.objects.select_for_update(of=("self",)).select_related("thread__community").get(pk=post.pk)
    if not post.written_by(by) or post.deleted_at:
        raise PermissionDenied
    thread, body = post.thread, rendering.render(source, format)
    title = rendering.title_of(title) if title is not None and post.number == 1 else thread.title
    if (body.html, title) == (post.html, thread.title):
        return post
    Revision.objects.create(
        post=post,
        title=thread.title if post.number == 1 else "",
        html=post.html,
        source=post.source,
        written_at=post.edited_at or post.created_at,
        replaced_by=by,
    )
    post.source, post.html, post.text, post.format = body.source, body.html, body.text, format
    post.edited_at = now
    post.save(update_fields=["source", "html", "text", "format", "edited_at"])
    if title != thread.title:
        thread.title = title
        thread.save(update_fields=["title"])
    emails.tell_mentioned(post, _name(post, body))
    thread.community.record("edited", by, post, at=now, thread=thread.pk)
    return post


@transaction.atomic
def delete(post: Post, *, by: Person, now: datetime, reason: str = "") -> Post:
    """Take a post out of view, leaving a trace: by its author, or by who moderates, who must say why.

    Deleting the first post withdraws the thread from the lists. An accepted answer is no longer accepted.
    Deleting twice changes nothing. ValidationError when a moderator gives no reason.
    """
    thread = _held(post)
    post.refresh_from_db()
    if not post.written_by(by):
        if not moderates(thread.community, by):
            raise PermissionDenied
        if not reason.strip():
            raise ValidationError(_("Say why: the author will read it."))
    if post.deleted_at:
        return post
    accepted = Acceptance.objects.filter(post=post).first()
    detail = {"thread": thread.pk, "reason": (reason := reason.strip()[:500])}
    if accepted:
        detail["accepted_at"] = accepted.accepted_at.isoformat()
        accepted.delete()
    post.deleted_at, post.deleted_by, post.deletion_reason = now, by, reason
    post.save(update_fields=["deleted_at", "deleted_by", "deletion_reason"])
    _follow_first_post(thread, post)
    thread.community.record("deleted", by, post, at=now, **detail)
    return post


@transaction.atomic
def restore(post: Post, *, by: Person, now: datetime) -> Post:
    """Undo a deletion, the acceptance included: by its author if they deleted it, else by who moderates."""
    thread = _held(post)
    post.refresh_from_db()
    if not may_restore(post, by):
        raise PermissionDenied
    if post.deleted_at is None:
        return post
    last = thread.community.events.filter(verb="deleted", object_type="post", object_id=str(post.pk)).last()
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
    thread.community.record("restored", by, post, at=now, thread=thread.pk)
    return post


def may_restore(post: Post, person: Person) -> bool:
    """What its author took back, only they may put back; what was moderated, only who moderates."""
    if post.deleted_by_author:
        return post.written_by(person)
    return moderates(post.thread.community, person)


def moderates(community: Community, person: Person) -> bool:
    place = community.memberships.present().filter(person=person).first()
    return place is not None and place.may("moderate")


def _write(thread: Thread, number: int, by: Person, body: rendering.Body, format: str, now: datetime, **more):
    post = Post.objects.create(
        thread=thread,
        number=number,
        author=by,
        format=format,
        source=body.source,
        html=body.html,
        text=body.text,
        created_at=now,
        **more,
    )
    first_words.note(post)
    return post


def _join(post: Post, body: rendering.Body, files: Iterable, by: Person, now: datetime) -> list[Person]:
    """Store the files and the names of a new post; returns who is named."""
    for checked in files:
        attachments.store(post, checked, by=by, now=now)
    return _name(post, body)


def _name(post: Post, body: rendering.Body) -> list[Person]:
    """Keep who a post names; returns those it did not name before."""
    if post.format == Post.Format.MAIL:
        return []
    named = mentions.find(post.thread.community, body.text, besides=post.author).people
    before = set(post.mentions.values_list("person_id", flat=True))
    post.mentions.exclude(person__in=named).delete()
    new = [person for person in named if person.pk not in before]
    Mention.objects.bulk_create([Mention(post=post, person=person) for person in new], ignore_conflicts=True)
    return new


def _already(by: Person, form_token: str | None) -> Post | None:
    """The post that this form has made, when it was sent before."""
    if not form_token:
        return None
    return Post.objects.filter(author=by, form_token=form_token).select_related("thread__community").first()


def _held(post: Post) -> Thread:
    """The thread of the post, its row locked until the end of the transaction."""
    return (
        Thread.objects.select_for_update(of=("self",))
        .select_related("community__organisation")
        .get(pk=post.thread_id)
    )


def _follow_first_post(thread: Thread, post: Post) -> None:
    """A thread stands or falls with its first post."""
    if post.number == 1:
        Thread.objects.filter(pk=thread.pk).update(deleted_at=post.deleted_at)
        thread.deleted_at = post.deleted_at
    facts.say_whether_unsolved(thread)
    facts.refresh(thread)
    post.thread = thread
    first_words.refresh(post)
