"""Posts go from one thread to another, and leave word of where they stood."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from tisserand.search import indexing

from .. import facts
from ..models import Arrangement, Follow, FormerPlace, Post, Reading, Thread


def send(arrangement: Arrangement, target: Thread, numbers: dict[int, int]) -> None:
    """These posts of `arrangement.thread` stand in `target` from now on: by their id, their number there.

    Both threads are held. Links to where they stood lead on to them; who had read them has read them.
    """
    source = arrangement.thread
    posts = list(source.posts.filter(pk__in=numbers).order_by("number"))
    # Those that come back to a place of theirs have left it no more.
    FormerPlace.objects.filter(thread=target, number__in=numbers.values()).delete()
    merged = arrangement.kind == Arrangement.Kind.MERGE and source.asks
    FormerPlace.objects.bulk_create(
        FormerPlace(
            thread=source,
            number=post.number,
            post=post,
            arrangement=arrangement,
            by_asker=merged and post.by_the_same(source),
        )
        for post in posts
    )
    became = {post.number: numbers[post.pk] for post in posts}
    for post in posts:
        post.thread, post.number = target, numbers[post.pk]
    Post.objects.bulk_update(posts, ["thread", "number"], batch_size=200)
    carry_readings(source, target, became, now=arrangement.done_at)


def carry_readings(source: Thread, target: Thread, became: dict[int, int], *, now: datetime) -> None:
    """Whoever had read all that stands in `target` before what has come, or had nothing to read there, has
    read of what has come as far as they had in `source`."""
    first = min(became.values())
    before = target.posts.filter(number__lt=first).order_by("-number").values_list("number", flat=True)
    needed = before.first() or 0
    there = dict(target.readings.values_list("person", "last_number"))
    moved = []
    for person, read in source.readings.values_list("person", "last_number").iterator():
        reached = max((new for old, new in became.items() if old <= read), default=0)
        if there.get(person, 0) >= needed and reached > there.get(person, 0):
            moved.append(Reading(thread=target, person_id=person, last_number=reached, read_at=now))
    Reading.objects.bulk_create(
        moved,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["thread", "person"],
        update_fields=["last_number", "read_at"],
    )


def follow_too(thread: Thread, into: Thread) -> None:
    """Who follows `thread` follows `into`. Since when stays: so an undoing knows who only came along."""
    theirs = thread.follows.exclude(person__in=into.follows.values("person"))
    Follow.objects.bulk_create(
        [Follow(thread=into, person_id=one.person_id, followed_at=one.followed_at) for one in theirs],
        ignore_conflicts=True,
        batch_size=500,
    )


def settle(threads: Iterable[Thread]) -> None:
    """What is kept of these threads is true again, and the search follows."""
    for thread in threads:
        facts.say_whether_unsolved(thread)
        facts.refresh(thread)
        thread.forget_answers()
        indexing.note("thread", thread.pk)


def shells_of(thread: Thread) -> set[int]:
    """The threads whose posts have joined this one, those that had joined them included."""
    found: set[int] = set()
    last = {thread.pk}
    standing = Q(kind=Arrangement.Kind.MERGE, undoing=None) | Q(undoes__kind=Arrangement.Kind.SPLIT)
    while last := set(Arrangement.objects.filter(standing, into__in=last).values_list("thread", flat=True)):
        last -= found
        found |= last
    return found


def lead(shells: Iterable[int], *, to: Thread) -> None:
    """The addresses of these threads lead to that one."""
    Thread.objects.filter(pk__in=shells).update(merged_into=to, community=to.community_id)
