"""The rows that letters speak of, as they are when a letter is read: what is no longer true is left out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from tisserand.communities.models import Community, Membership
from tisserand.conversations.models import Post, Thread, Topic
from tisserand.programmes.models import Enrolment, Progress, Step

from . import dates
from .dates import Date
from .relevance import Item, Kind, Why

SHOWN = ("author", "unnamed__person", "acceptance__post__author", "acceptance__post__unnamed", "closing")


@dataclass
class Loaded:
    """`openings` by thread; `due` and `done` by membership and step; `titles` of steps and topics."""

    community: Community
    now: datetime
    threads: dict[int, Thread]
    openings: dict[int, Post]
    posts: dict[int, Post]
    steps: dict[int, Step]
    topics: dict[int, Topic]
    due: dict[tuple[int, int], date] = field(default_factory=dict)
    done: set[tuple[int, int]] = field(default_factory=set)
    dates: dict[tuple[str, int], Date] = field(default_factory=dict)

    def holds(self, item: Item, member: Membership) -> bool:
        """Whether this is still true, and still to be said to its reader."""
        if item.kind == Kind.DATE:
            return (item.why, item.subject) in self.dates
        if item.kind in (Kind.STEP, Kind.LATE):
            here = (member.pk, item.subject)
            return item.subject in self.steps and here in self.due and here not in self.done
        thread = self.threads.get(item.subject)
        return thread is not None and thread.pk in self.openings and self._so(item, thread)

    def _so(self, item: Item, thread: Thread) -> bool:
        if item.kind == Kind.ANSWERED:
            settled = thread.solved or thread.closed or thread.waiting
            return not settled and item.about in self.posts
        if item.kind in (Kind.WAITING, Kind.HELP):
            return thread.waiting and self._named(item)
        if item.kind == Kind.SOLVED:
            return thread.solved and thread.acceptance.post.deleted_at is None and self._named(item)
        return True

    def _named(self, item: Item) -> bool:
        """Whether what its reason names is still there."""
        if item.why == Why.FELLOW and self.threads[item.subject].author is None:
            return False
        if item.why in (Why.STEP_DONE, Why.FELLOW, Why.AT_STEP):
            return item.about in self.steps
        return item.about in self.topics if item.why in (Why.HELPED, Why.TOPIC) else True


def load(
    community: Community, letters: Sequence[tuple[Membership, Sequence[Item]]], *, now: datetime
) -> Loaded:
    """What these letters speak of, in a number of statements that does not grow with them."""
    items = [item for _member, some in letters for item in some]
    threads = _of(items, Kind.ANSWERED, Kind.WAITING, Kind.HELP, Kind.SOLVED, Kind.CHOSEN)
    steps = _of(items, Kind.STEP, Kind.LATE) | _about(items, Why.STEP_DONE, Why.FELLOW, Why.AT_STEP)
    posts = {item.about for item in items if item.kind == Kind.ANSWERED}
    standing = Post.objects.standing().select_related("author", "unnamed")
    visible = Thread.objects.visible().filter(community=community).select_related(*SHOWN)
    found = Loaded(
        community=community,
        now=now,
        threads=visible.in_bulk(threads),
        openings={post.thread_id: post for post in standing.filter(thread__in=threads, number=1)},
        posts=standing.in_bulk(posts),
        steps=Step.objects.in_bulk(steps),
        topics=Topic.objects.in_bulk(_about(items, Why.HELPED, Why.TOPIC)),
    )
    for thread in found.threads.values():
        thread.community = community
        if thread.solved:
            thread.acceptance.post.thread = thread
    for post in (*found.openings.values(), *found.posts.values()):
        if post.thread_id in found.threads:
            post.thread = found.threads[post.thread_id]
    members = [member for member, _some in letters]
    _load_paths(found, members)
    wanted = [(item.why, item.subject) for item in items if item.kind == Kind.DATE]
    found.dates = dates.read(community, wanted, members, now)
    return found


def _of(items: Iterable[Item], *kinds: str) -> set[int]:
    return {item.subject for item in items if item.kind in kinds}


def _about(items: Iterable[Item], *reasons: str) -> set[int]:
    return {item.about for item in items if item.why in reasons}


def _load_paths(found: Loaded, members: Sequence[Membership]) -> None:
    """When the steps at hand are due for each, and those that are done."""
    programmes = {step.programme_id for step in found.steps.values()}
    today = found.community.today(found.now)
    taken = Enrolment.objects.active().running(today).select_related("cohort")
    taken = taken.filter(membership__in=members, cohort__programme__in=programmes)
    for enrolment in taken:
        for step in found.steps.values():
            if step.programme_id == enrolment.cohort.programme_id:
                due, key = step.due_on(enrolment.cohort), (enrolment.membership_id, step.pk)
                found.due[key] = max(due, found.due.get(key, due))
    lines = Progress.objects.filter(enrolment__membership__in=members, step__in=found.steps)
    found.done = set(lines.values_list("enrolment__membership", "step"))
