"""A reply to somebody who waits, or a word that revives a discussion: posts like any other."""

from datetime import datetime

from tisserand.communities.models import Membership
from tisserand.conversations import writing
from tisserand.conversations.models import Post, Thread
from tisserand.people.models import Person

from ..models import Outreach
from .line import on_the_list


def reply(
    thread: Thread, *, by: Person, source: str, format: str = Post.Format.TEXT, now: datetime, signal: str
) -> Outreach:
    """Answer from the list. Raises JustDone when somebody was faster, ValidationError on an empty text,
    ValueError when the line is about another thread."""
    return _post(thread, Outreach.Kind.REPLIED, by, source, format, now, signal)


def relaunch(
    thread: Thread, *, by: Person, source: str, format: str = Post.Format.TEXT, now: datetime, signal: str
) -> Outreach:
    """Revive a discussion by a question; its followers are told. Raises like `reply`."""
    return _post(thread, Outreach.Kind.RELAUNCHED, by, source, format, now, signal)


def _post(
    thread: Thread, kind: str, by: Person, source: str, format: str, now: datetime, signal: str
) -> Outreach:
    community = thread.community
    with on_the_list(community, [signal], now) as (line,):
        if line.thread_id != thread.pk:
            raise ValueError("this line is about another thread")
        post = writing.reply(thread, by=by, source=source, format=format, now=now)
        asker = kind == Outreach.Kind.REPLIED and line.membership_id
        act = Outreach.objects.create(
            community=community,
            membership=Membership.objects.get(pk=asker) if asker else None,
            kind=kind,
            done_by=by,
            done_at=now,
            signal=signal,
            thread=thread,
            post=post,
        )
        if kind == Outreach.Kind.RELAUNCHED:
            community.record("relaunched", by, thread, at=now, outreach=act.pk)
        return act
