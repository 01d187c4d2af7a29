"""Open a thread."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from tisserand.communities.models import Community
from tisserand.people.calendar import after_working_hours
from tisserand.people.models import Person

from .. import attachments, emails, first_words, rendering
from ..models import Post, Thread, Topic
from .rows import already, join, write


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
    files: Iterable[attachments.File] = (),
    context: dict | None = None,
    topic: Topic | None = None,
    form_token: str | None = None,
    source_key: str | None = None,
    notify: bool = True,
) -> Thread:
    """Open a thread with its first post; its author follows it, and is promised an answer if they ask.

    The same `form_token` by the same person gives the thread it made the first time.
    Raises ValidationError on an empty or too long title or text.
    """
    title = rendering.title_of(title)
    body, files = attachments.gathered(community, by, source, format, files)
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
                topic=topic,
                source_key=source_key,
                last_number=1,
                last_post_at=now,
                last_post_by=by,
                waiting_since=now if kind in Thread.ASKING else None,
            )
            known = {"via": via, "form_token": form_token, "source_key": source_key}
            post = write(thread, 1, by, body, format, now, **known)
            first_words.note(post)
            called = join(post, body, files, by, now)
            thread.follows.create(person=by, followed_at=now)
            thread.has_read_all(by, up_to=1, now=now)
            verb = "asked" if thread.asks else "started"
            community.record(verb, by, thread, at=now, kind=str(kind), post=post.pk)
            if notify:
                emails.tell_of_thread(post, called)
            return thread
    except IntegrityError:
        if again := already(by, form_token):
            return again.thread
        raise


def promised_at(community: Community, kind: str, now: datetime) -> datetime | None:
    """When somebody who asks now is promised a first answer; None for a discussion, which asks nothing."""
    if kind not in Thread.ASKING:
        return None
    return after_working_hours(community.organisation, now, timedelta(hours=community.promised_hours))
