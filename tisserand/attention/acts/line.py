"""Acting on a line that still stands: the second of two people is told who was faster."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from tisserand.communities.models import Community
from tisserand.conversations.models import Post
from tisserand.people.models import Person

from ..day import day
from ..models import Decision, Outreach
from ..signals import Signal


class JustDone(Exception):
    """The line has left the list meanwhile; `by` is who took care of it, None when only facts changed."""

    def __init__(self, by: Person | None, at: datetime | None):
        super().__init__(f"done by {by}")
        self.by, self.at = by, at


@contextmanager
def on_the_list(community: Community, keys: Sequence[str], now: datetime) -> Iterator[list[Signal]]:
    """A transaction in which these lines stand on the list and nobody else can act on them.

    Those that have left it are passed over; raises JustDone when none is left. No keys: an act that
    answers no line (from a member's page).
    """
    with transaction.atomic():
        # One act at a time in a community: LCMs are few, and their acts are short.
        Community.objects.select_for_update(no_key=True).get(pk=community.pk)
        if not keys:
            yield []
            return
        today = day(community, now)
        standing = [signal for key in keys if (signal := today.find(key))]
        if not standing:
            raise who_was_faster(community, keys[0])
        yield standing


def who_was_faster(community: Community, key: str) -> JustDone:
    """Who took care of this line, as far as the rows tell."""
    act = (
        Outreach.objects.standing()
        .filter(community=community, signal=key)
        .select_related("done_by")
        .order_by("done_at")
        .last()
    )
    if act:
        return JustDone(act.done_by, act.done_at)
    decision = (
        Decision.objects.filter(community=community, signal=key, withdrawn_at=None)
        .select_related("decided_by")
        .order_by("decided_at")
        .last()
    )
    if decision:
        return JustDone(decision.decided_by, decision.decided_at)
    post = _last_post(community, key)
    return JustDone(post.author, post.created_at) if post else JustDone(None, None)


def _last_post(community: Community, key: str) -> Post | None:
    subject = key.split(":")[1] if key.count(":") == 2 else ""
    if not subject[1:].isdecimal() or len(subject) > 18:
        return None
    posts = Post.objects.standing().filter(thread__community=community).select_related("author")
    here = {"t": {"thread": int(subject[1:])}, "p": {"thread__posts": int(subject[1:])}}.get(subject[0])
    return posts.filter(number__gt=1, **here).order_by("number").last() if here else None
