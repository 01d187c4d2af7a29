"""A reply to somebody who waits, or a word that revives a discussion: posts like any other."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

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


@transaction.atomic
def relaunch(
    thread: Thread,
    *,
    by: Person,
    source: str,
    format: str = Post.Format.TEXT,
    now: datetime,
    signal: str,
    way: str = "",
    named: int | None = None,
) -> Outreach:
    """Revive a discussion; its followers are told, and who is named as of any mention. Raises like `reply`.

    `way` is how (see `reviving`), `named` the person it was proposed to name. Kept as far as the text that
    was sent still says so.
    """
    act = _post(thread, Outreach.Kind.RELAUNCHED, by, source, format, now, signal)
    if act.post and _says(act.post, way, named):
        act.way, act.named_id = way, named if way == Outreach.Way.PERSON else None
        act.save(update_fields=["way", "named"])
    return act


def _says(post: Post, way: str, named: int | None) -> bool:
    """Whether a text revives that way."""
    if way == Outreach.Way.PERSON:
        return named is not None and post.mentions.filter(person=named).exists()
    return way == Outreach.Way.QUESTION or (way == Outreach.Way.RESOURCE and leads_on(post))


def leads_on(post: Post) -> bool:
    """Whether it leads to another page of its community."""
    here = f"/c/{post.thread.community.slug}/"
    return any(word in post.html for word in (f'href="{here}', f'href="{settings.SITE_URL}{here}'))


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
