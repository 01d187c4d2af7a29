"""Questions that were probably asked before: found by the worker, decided by a person, never joined alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from tisserand.communities.models import Community, Membership
from tisserand.conversations.models import Post, Thread
from tisserand.people.models import Person
from tisserand.search import embedding
from tisserand.search.closest import Close, closest
from tisserand.search.models import Meaning

from .finding import Similar, shown
from .models import Comparison, ToldApart

# Whoever asked a month ago has found elsewhere: joining serves while somebody waits or reads along.
RECENT = timedelta(days=14)
AT_MOST = 200  # questions compared in one task
LOOKED_AT = 20  # questions, of which the closest that is earlier


def compare_some(present: datetime) -> bool:
    """Compare the recent questions that were not, as they stand; True when there may be more."""
    left = AT_MOST
    for community in Community.objects.all():
        for thread, reading in due(community, community.at(present)):
            if left == 0:
                return True
            compare(thread, reading)
            left -= 1
    return False


def recent(community: Community, now: datetime):
    since = {"last_post_at__gte": now - RECENT, "created_at__gte": now - RECENT, "created_at__lte": now}
    asked = Thread.objects.visible().filter(community=community, kind__in=Thread.ASKING, **since)
    return asked.select_related("community").order_by("pk")


def due(community: Community, now: datetime) -> Iterator[tuple[Thread, int]]:
    """Recent questions that were not compared as they are read today, or with one that has gone since."""
    threads = {thread.pk: thread for thread in recent(community, now)}
    stands = Q(earlier=None) | Q(earlier__deleted_at=None, earlier__merged_into=None)
    compared = Comparison.objects.filter(stands, thread__in=threads).values_list("thread", "read_as")
    done = dict(compared)
    return ((thread, reading) for thread, reading in readings(threads) if done.get(thread.pk) != reading)


def readings(threads: dict[int, Thread]) -> Iterator[tuple[Thread, int]]:
    """Of these questions, those that were read by the model (where there is one), with the number of that
    reading: another one when the question is said otherwise."""
    made = Q(made_by=embedding.NAME) if embedding.here() else Q()
    rows = Meaning.objects.filter(made, document__source="thread", document__key__in=threads).order_by("pk")
    return ((threads[key], pk) for key, pk in rows.values_list("document__key", "pk"))


def compare(thread: Thread, reading: int) -> Comparison:
    found = _closest_before(thread)
    said = {"earlier_id": found.key, "meaning": found.meaning, "words": found.words} if found else {}
    nothing = {"earlier_id": None, "meaning": None, "words": 0.0}
    values = nothing | said | {"read_as": reading}
    row, _new = Comparison.objects.update_or_create(thread=thread, defaults=values)
    return row


def _closest_before(thread: Thread) -> Close | None:
    opening = Post.objects.filter(thread=thread, number=1).values_list("text", flat=True).first()
    # What a learner who wrote nothing sees: not what was withdrawn.
    reader = Membership(community=thread.community, person_id=0, role=Membership.Role.LEARNER)
    apart = ToldApart.objects.filter(thread=thread).values_list("earlier", flat=True)
    found = closest(
        f"{thread.title}\n{opening}", reader, but={thread.pk, *apart}, at_most=LOOKED_AT, wait=True
    )
    threads = [close for close in found if close.source == "thread"]
    before = Thread.objects.visible().filter(
        Q(created_at__lt=thread.created_at) | Q(created_at=thread.created_at, pk__lt=thread.pk),
        community=thread.community_id,
        pk__in=[close.key for close in threads],
    )
    standing = set(before.values_list("pk", flat=True))
    return next((close for close in threads if close.key in standing), None)


@dataclass(frozen=True)
class Side:
    """One of two questions that are compared: as it is shown to who asks, and its own words."""

    question: Similar
    opening: Post


def pair_of(thread: Thread, membership: Membership, *, now: datetime) -> tuple[Side, Side] | None:
    """The earlier question and this one, side by side; None when nothing is like it any more."""
    earlier = Comparison.objects.filter(thread=thread).values_list("earlier", flat=True).first()
    if earlier is None:
        return None
    both = shown([earlier, thread.pk], membership, now=now)
    openings = Post.objects.standing().filter(number=1, thread__in=[one.thread.pk for one in both])
    said = {post.thread_id: post for post in openings.select_related("author")}
    sides = [Side(one, said[one.thread.pk]) for one in both if one.thread.pk in said]
    return (sides[0], sides[1]) if len(sides) == 2 else None


@transaction.atomic
def tell_apart(thread: Thread, earlier: Thread, *, by: Person, now: datetime) -> ToldApart:
    """They are not the same question: never proposed again. Saying it twice changes nothing."""
    told, new = ToldApart.objects.get_or_create(
        thread=thread, earlier=earlier, defaults={"told_by": by, "told_at": now}
    )
    if new:
        Comparison.objects.filter(thread=thread, earlier=earlier).delete()
        thread.community.record("told-apart", by, thread, at=now, earlier=earlier.pk)
    return told


@transaction.atomic
def not_apart(thread: Thread, earlier: Thread, *, by: Person, now: datetime) -> bool:
    """They may be the same after all; False when nobody had told them apart."""
    gone, _rows = ToldApart.objects.filter(thread=thread, earlier=earlier).delete()
    if gone:
        thread.community.record("took-back", by, thread, at=now)
        compare(thread, 0)  # at once, for the line comes back under the eyes; the worker looks again
    return bool(gone)
