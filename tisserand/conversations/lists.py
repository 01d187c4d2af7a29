"""The lists of threads, each for a need. None is ever reordered by housekeeping or by being solved."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tisserand.communities.models import Membership
from tisserand.people.models import Skill, besides_the_name
from tisserand.ui.hints import has
from tisserand.ui.statements import statement

from .models import Thread, Topic
from .models.thread_sets import ThreadQuerySet
from .states import State, state_of

PAGE = 20


@dataclass(frozen=True)
class Need:
    """One list: its name in the address, its title, and what to say when it is empty."""

    slug: str
    label: str | Promise
    choose: Callable[[ThreadQuerySet, int, datetime], ThreadQuerySet]  # for the person of that id
    empty_title: str | Promise
    empty_text: str | Promise


NEEDS = (
    Need(
        "waiting",
        _("Waiting for an answer"),
        lambda threads, person, now: threads.waiting().for_list().longest_wait_first(now),
        _("Nobody is waiting for an answer."),
        _("Every question asked here has been answered. If something has been on your mind, ask it."),
    ),
    Need(
        "for-me",
        _("For me"),
        lambda threads, person, now: threads.concerning(person).for_list(),
        _("Nothing here yet."),
        _("The conversations you write in, follow, or are named in will gather here."),
    ),
    Need(
        "recent",
        _("Recent"),
        lambda threads, person, now: threads.visible().for_list(),
        _("Nobody has written here yet."),
        _("Somebody has to begin: a question, an idea, something you have tried."),
    ),
    Need(
        "solved",
        _("Solved"),
        lambda threads, person, now: threads.solved().for_list(),
        _("No question has been solved yet."),
        _("When somebody says that an answer helped them, the question comes here for the next person."),
    ),
)
BY_SLUG = {need.slug: need for need in NEEDS}


@dataclass
class Line:
    """One thread in a list."""

    thread: Thread
    state: State

    @property
    def unread(self) -> bool:
        return self.thread.resume_at is not None


@dataclass
class Page:
    """Some lines of a list, asked as Django's are. That more come is known by one more."""

    lines: list[Line]
    number: int
    more: bool

    def has_next(self) -> bool:
        return self.more

    def has_previous(self) -> bool:
        return self.number > 1

    def previous_page_number(self) -> int:
        return self.number - 1

    def next_page_number(self) -> int:
        return self.number + 1


def topics_in(membership: Membership) -> list[Topic]:
    """The topics of the community, in order."""
    return topics_of(community=membership.community_id) if has(membership, "topics") else []


@statement
def topics_of(*, community: int):
    return Topic.objects.standing().filter(community=community).prefetch_related("skills")


def skills_of(topics: list[Topic]) -> list[Skill]:
    """The skills that these topics are about, each once, in order of their names."""
    found = {skill.pk: skill for topic in topics for skill in topic.skills.all()}
    return sorted(found.values(), key=lambda skill: skill.folded)


@statement
def _pinned(*, community: int, person: int):
    threads = Thread.objects.visible().filter(community=community, pin__isnull=False).for_list()
    threads = threads.with_reading_of(person).order_by("-pin__pinned_at")
    return threads.defer("context", *besides_the_name("author", "last_post_by"))


def pinned_in(membership: Membership, *, now: datetime) -> list[Line]:
    """What those who run the community keep in sight. It also stays at its place in the lists."""
    if not has(membership, "pins"):
        return []
    found = _pinned(community=membership.community_id, person=membership.person_id)
    return _lines(found, membership, now)


def _lines(threads: list[Thread], membership: Membership, now: datetime) -> list[Line]:
    for thread in threads:
        thread.community = membership.community
    return [Line(thread, state_of(thread, reader=membership.person, now=now)) for thread in threads]


@statement
def _threads(
    need: str,
    kind: str,
    number: int,
    *,
    community: int,
    person: int,
    now: datetime,
    topic: int | None = None,
    skill: int | None = None,
):
    """The lines of a page, and one more."""
    threads = BY_SLUG[need].choose(Thread.objects.filter(community=community), person, now)
    threads = threads.filter(topic=topic) if topic is not None else threads
    if skill is not None:
        bearing = Topic.skills.through.objects.filter(skill=skill, topic__removed_at=None)
        threads = threads.filter(topic__in=bearing.values("topic"))
    threads = threads.filter(kind=kind) if kind else threads
    first = (number - 1) * PAGE
    threads = threads.with_reading_of(person)
    return threads.defer("context", *besides_the_name("author", "last_post_by"))[first : first + PAGE + 1]


def page_of(
    need: Need,
    membership: Membership,
    *,
    now: datetime,
    number: int = 1,
    kind: str = "",
    topic: int = 0,
    skill: int = 0,
) -> Page:
    """A page of a list as this member sees it, in a constant number of queries."""
    number, kind = max(number, 1), kind if kind in Thread.Kind.values else ""
    whose = {"community": membership.community_id, "person": membership.person_id}
    whose |= {name: pk for name, pk in (("topic", topic), ("skill", skill)) if pk}
    found = _threads(need.slug, kind, number, **whose, now=now)
    return Page(_lines(found[:PAGE], membership, now), number, len(found) > PAGE)
