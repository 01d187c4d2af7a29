"""The learner's page: one thing at a time. What waits for me, my next step, somebody I could help."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from tisserand.communities.models import Membership
from tisserand.conversations.models import Post, Reading, Thread
from tisserand.programmes import progress
from tisserand.programmes.models import Enrolment, Progress, Step

# A question older than this is the LCM's business: a peer who meets it by chance is no help any more.
HELPABLE_FOR = timedelta(days=30)
CANDIDATES = 20


@dataclass(frozen=True)
class Helpable:
    """A question this person could answer, and why them."""

    thread: Thread
    why: str


@dataclass(frozen=True)
class Today:
    """What the page shows, most pressing first; each part may be None."""

    reply: Post | None
    step: tuple[Enrolment, Step] | None
    helpable: Helpable | None
    waiting: list[Thread]

    @property
    def empty(self) -> bool:
        return not (self.reply or self.step or self.helpable or self.waiting)


def today(membership: Membership, now: datetime) -> Today:
    """Everything for the page of this member, in a constant number of queries."""
    return Today(
        reply=replies_to(membership).select_related("author", "thread__community").first(),
        step=progress.next_step(membership, membership.community.today(now)),
        helpable=someone_to_help(membership, now),
        waiting=list(_own_waiting(membership).order_by("created_at")[:3]),
    )


def replies_to(membership: Membership) -> QuerySet[Post]:
    """Posts by others in this member's own threads, beyond where they have read; newest first."""
    read_up_to = Reading.objects.filter(thread=OuterRef("thread"), person=membership.person_id)
    return (
        Post.objects.filter(
            thread__community=membership.community_id,
            thread__author=membership.person_id,
            thread__deleted_at=None,
            deleted_at=None,
            number__gt=Coalesce(Subquery(read_up_to.values("last_number")[:1]), Value(1)),
        )
        .exclude(author=membership.person_id)
        .order_by("-created_at", "-pk")
    )


def _own_waiting(membership: Membership) -> QuerySet[Thread]:
    return Thread.objects.waiting().filter(community=membership.community_id, author=membership.person_id)


def someone_to_help(membership: Membership, now: datetime) -> Helpable | None:
    """A waiting question by somebody else: first from a fellow who is at a step this member has done,
    otherwise the one that has waited longest."""
    candidates = list(
        Thread.objects.waiting()
        .filter(community=membership.community_id, created_at__gte=now - HELPABLE_FOR)
        .exclude(author=membership.person_id)
        .select_related("author", "unsolved")
        .longest_wait_first(now)[:CANDIDATES]
    )
    if not candidates:
        return None
    ahead = _steps_ahead(membership, {thread.author_id for thread in candidates})
    for thread in candidates:
        if step := ahead.get(thread.author_id):
            return Helpable(thread, _same_path(thread, step))
    return Helpable(candidates[0], _nobody_else(candidates[0]))


def _nobody_else(thread: Thread) -> str:
    if hasattr(thread, "unsolved"):
        return _("An answer came, and it is not solved yet. You may know.")
    return _("Nobody has answered yet, and you may know.")


def _same_path(thread: Thread, step: Step) -> str:
    return _("%(name)s is at the step “%(step)s”, which you have done.") % {
        "name": thread.author.first_name,
        "step": step.title,
    }


def _steps_ahead(membership: Membership, authors: set[int]) -> dict[int, Step]:
    """By person: the first step of a shared cohort that this member has done and that person has not."""
    done: dict[int, dict[int, Step]] = {}
    mine = Progress.objects.filter(enrolment__membership=membership, enrolment__withdrawn_at=None)
    for line in mine.select_related("step", "enrolment").order_by("step__position"):
        done.setdefault(line.enrolment.cohort_id, {})[line.step_id] = line.step
    if not done:
        return {}
    ahead: dict[int, Step] = {}
    fellows = Enrolment.objects.filter(
        cohort__in=done, membership__person__in=authors, withdrawn_at=None
    ).select_related("membership")
    for fellow in fellows.prefetch_related("progress"):
        theirs = {line.step_id for line in fellow.progress.all()}
        for pk, step in done[fellow.cohort_id].items():
            if pk not in theirs:
                ahead.setdefault(fellow.membership.person_id, step)
                break
    return ahead
