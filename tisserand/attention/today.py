"""The learner's page: one thing at a time. What waits for me, my next step, somebody I could help."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Subquery, Value
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
    [here] = _what_there_is(member=membership.pk, **_whose(membership), now=now)
    return Today(
        reply=reply_to(membership),
        private=private_word(membership) if here.private else None,
        step=progress.next_step(membership, membership.community.today(now)),
        helpable=someone_to_help(membership, now),
        open=waiting.open_to(membership, now) if here.debates or here.polls else None,
        session=meetings.next_of(membership, now) if here.sessions else None,
        waiting=_own_waiting(**_whose(membership)) if here.own_waiting else [],
    )


@statement
def _what_there_is(*, member: int, community: int, person: int, now: datetime):
    """Most days most members have none of these: one question for them all."""
    whose = {"community": community, "person": person}
    return (
        Membership.objects.filter(pk=member)
        .only("pk")
        .annotate(
            private=Exists(_unread(**whose)),
            debates=Exists(waiting.open_debates(**whose, now=now)),
            polls=Exists(waiting.open_polls(**whose, now=now)),
            sessions=Exists(meetings.of_concern(**whose, now=now)),
            own_waiting=Exists(_waiting_of(**whose)),
        )
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


def _unread(community: int, person: int):
    unread = Message.objects.unread_by(person).filter(conversation__community=community)
    return unread.filter(author__isnull=False).exclude(source="")


@statement
def _private(*, community: int, person: int):
    unread = _unread(community, person).select_related("author", "conversation")
    unread = unread.defer("source", "html", "folded", *besides_the_name("author"))
    return unread.order_by("-created_at", "-pk")[:1]


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


def _waiting_of(community: int, person: int):
    return Thread.objects.waiting().filter(theirs(person), community=community)


@statement
def _own_waiting(*, community: int, person: int):
    return _waiting_of(community, person).order_by("created_at")[:3]


def someone_to_help(membership: Membership, now: datetime) -> Helpable | None:
    """A waiting question by somebody else: first from a fellow who is at a step this member has done,
    otherwise the one that has waited longest."""
    candidates = _candidates(member=membership.pk, **_whose(membership), now=now)
    for thread in candidates:
        if thread.ahead:
            return Helpable(thread, _same_path(thread))
    return Helpable(candidates[0], _nobody_else(candidates[0])) if candidates else None


@statement
def _candidates(*, member: int, community: int, person: int, now: datetime):
    """With `ahead`: the title of the first step of a shared cohort that this member has done and that who
    asks has not."""
    at_it = Enrolment.objects.filter(cohort=OuterRef("enrolment__cohort"), withdrawn_at=None)
    at_it = at_it.filter(membership__person=OuterRef(OuterRef("author"))).exclude(
        Exists(Progress.objects.filter(enrolment=OuterRef("pk"), step=OuterRef(OuterRef("step"))))
    )
    done = Progress.objects.filter(enrolment__membership=member, enrolment__withdrawn_at=None)
    ahead = done.filter(Exists(at_it)).order_by("step__position", "pk").values("step__title")[:1]
    return (
        Thread.objects.waiting()
        .filter(community=community, created_at__gte=now - HELPABLE_FOR)
        .exclude(theirs(person))
        .select_related("author", "unsolved")
        .defer("context", *besides_the_name("author"))
        .annotate(ahead=Subquery(ahead))
        .longest_wait_first(now)[:CANDIDATES]
    )


def _nobody_else(thread: Thread) -> str:
    if hasattr(thread, "unsolved"):
        return _("An answer came, and it is not solved yet. You may know.")
    return _("Nobody has answered yet, and you may know.")


def _same_path(thread: Thread) -> str:
    return _("%(name)s is at the step “%(step)s”, which you have done.") % {
        "name": thread.author.first_name,
        "step": thread.ahead,
    }
