"""The learner's page: one thing at a time. What waits for me, my next step, somebody I could help."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from tisserand.communities.models import Membership
from tisserand.conversations.models import Post, Reading, Thread
from tisserand.conversations.models.unnamed import theirs
from tisserand.debates import waiting
from tisserand.debates.models import Debate, Poll
from tisserand.meetings import reading as meetings
from tisserand.messages.models import Message
from tisserand.people.models import besides_the_name
from tisserand.programmes import progress
from tisserand.programmes.models import Enrolment, Progress, Step
from tisserand.ui.statements import statement

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
    private: Message | None
    step: tuple[Enrolment, Step] | None
    helpable: Helpable | None
    open: Debate | Poll | None
    session: meetings.Next | None
    waiting: list[Thread]

    @property
    def empty(self) -> bool:
        first = self.reply or self.private or self.step
        return not (first or self.helpable or self.open or self.waiting)


def today(membership: Membership, now: datetime) -> Today:
    """Everything for the page of this member, in a constant number of queries."""
    return Today(
        reply=reply_to(membership),
        private=private_word(membership),
        step=progress.next_step(membership, membership.community.today(now)),
        helpable=someone_to_help(membership, now),
        open=waiting.open_to(membership, now),
        session=meetings.next_of(membership, now),
        waiting=_own_waiting(**_whose(membership)),
    )


def reply_to(membership: Membership) -> Post | None:
    """The newest post by somebody else in this member's own threads, beyond where they have read."""
    for post in _replies(**_whose(membership)):
        post.thread.community = membership.community
        return post
    return None


def private_word(membership: Membership) -> Message | None:
    """The newest private message this member has not read."""
    for message in _private(**_whose(membership)):
        message.conversation.community = membership.community
        return message
    return None


@statement
def _private(*, community: int, person: int):
    unread = Message.objects.unread_by(person).filter(conversation__community=community)
    unread = unread.filter(author__isnull=False).exclude(source="").select_related("author", "conversation")
    return unread.defer("source", "html", "folded", *besides_the_name("author")).order_by(
        "-created_at", "-pk"
    )[:1]


def _whose(membership: Membership) -> dict[str, int]:
    return {"community": membership.community_id, "person": membership.person_id}


@statement
def _replies(*, community: int, person: int):
    read_up_to = Reading.objects.filter(thread=OuterRef("thread"), person=person)
    return (
        Post.objects.filter(
            theirs(person, "thread__"),
            thread__community=community,
            thread__deleted_at=None,
            deleted_at=None,
            number__gt=Coalesce(Subquery(read_up_to.values("last_number")[:1]), Value(1)),
        )
        .exclude(theirs(person))
        .select_related("author", "thread")
        .defer("source", "html", "thread__context", *besides_the_name("author"))
        .order_by("-created_at", "-pk")[:1]
    )


@statement
def _own_waiting(*, community: int, person: int):
    mine = Thread.objects.waiting().filter(theirs(person), community=community)
    return mine.order_by("created_at")[:3]


def someone_to_help(membership: Membership, now: datetime) -> Helpable | None:
    """A waiting question by somebody else: first from a fellow who is at a step this member has done,
    otherwise the one that has waited longest."""
    candidates = _candidates(**_whose(membership), now=now)
    if not candidates:
        return None
    ahead = _steps_ahead(membership, {thread.author_id for thread in candidates} - {None})
    for thread in candidates:
        if step := ahead.get(thread.author_id):
            return Helpable(thread, _same_path(thread, step))
    return Helpable(candidates[0], _nobody_else(candidates[0]))


@statement
def _candidates(*, community: int, person: int, now: datetime):
    return (
        Thread.objects.waiting()
        .filter(community=community, created_at__gte=now - HELPABLE_FOR)
        .exclude(theirs(person))
        .select_related("author", "unsolved")
        .defer("context", *besides_the_name("author"))
        .longest_wait_first(now)[:CANDIDATES]
    )


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
    for line in _progress(membership=membership.pk):
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


@statement
def _progress(*, membership: int):
    mine = Progress.objects.filter(enrolment__membership=membership, enrolment__withdrawn_at=None)
    return mine.select_related("step", "enrolment").order_by("step__position")
