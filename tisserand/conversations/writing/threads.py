"""Open a thread."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from tisserand.communities.models import Community
from tisserand.people.calendar import after_working_hours
from tisserand.people.models import Person

from .. import attachments, emails, first_words, rendering, unnamed
from ..models import Post, Thread, Topic, Unnamed
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
    without_name: bool = False,
    told_lcm: bool = False,
    looked: bool = False,
    notify: bool = True,
) -> Thread:
    """Open a thread with its first post; its author follows it, and is promised an answer if they ask.

    `without_name`: nobody sees who asks (see `unnamed`, also for `told_lcm` and `looked`).
    The same `form_token` by the same person gives the thread it made the first time.
    Raises ValidationError on an empty or too long title or text.
    """
    title = rendering.title_of(title)
    body, files = attachments.gathered(community, by, source, format, files)
    try:
        with transaction.atomic():
            asker = None
            if without_name:
                unnamed.require_nameless(by, title=title, text=body.text, files=files, looked=looked)
                asker = unnamed.begin(community, kind, by, told_lcm=told_lcm, form_token=form_token, now=now)
            thread = Thread.objects.create(
                **_by_whom(by, asker),
                **_beginning(community, kind, title, now),
                context={} if asker else context or {},
                topic=topic,
                source_key=source_key,
            )
            known = {"via": via, "form_token": form_token, "source_key": source_key}
            post = write(thread, 1, by, body, format, now, unnamed=asker, **known)
            first_words.note(post)
            called = join(post, body, files, by, now)
            thread.follows.create(person=by, followed_at=now)
            thread.has_read_all(by, up_to=1, now=now)
            verb = "asked" if thread.asks else "started"
            community.record(verb, thread.signature(by), thread, at=now, kind=str(kind), post=post.pk)
            if asker:
                community.note_visit(by, now)
            if notify:
                emails.tell_of_thread(post, called)
            return thread
    except IntegrityError:
        if again := already(by, form_token):
            return again.thread
        raise


def _by_whom(by: Person, asker: Unnamed | None) -> dict:
    return {"unnamed": asker} if asker else {"author": by, "last_post_by": by}


def _beginning(community: Community, kind: str, title: str, now: datetime) -> dict:
    return {
        "community": community,
        "kind": kind,
        "title": title,
        "created_at": now,
        "promised_at": promised_at(community, kind, now),
        "last_number": 1,
        "last_post_at": now,
        "waiting_since": now if kind in Thread.ASKING else None,
    }


def promised_at(community: Community, kind: str, now: datetime) -> datetime | None:
    """When somebody who asks now is promised a first answer; None for a discussion, which asks nothing."""
    if kind not in Thread.ASKING:
        return None
    return after_working_hours(community.organisation, now, timedelta(hours=community.promised_hours))
