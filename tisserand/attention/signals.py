"""A line of the day before it is drawn: who or what, since when, why, and the next acts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from tisserand.communities.models import Membership
from tisserand.conversations.models import Post, Thread
from tisserand.people.models import Person
from tisserand.programmes.models import Cohort, Step
from tisserand.resources.models import Sheet

from .act_links import ACTS, ActLink

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

Facts = list[tuple[str, str]]


class Section(StrEnum):
    """The parts of the day, in order: what somebody asks first, then what is only due."""

    WAITING = "waiting"
    MODERATE = "moderate"
    WELCOME = "welcome"
    THANK = "thank"
    PLAN = "plan"
    ENCOURAGE = "encourage"
    DEBATE = "debate"
    REVIVE = "revive"
    ORGANISE = "organise"


@dataclass(frozen=True)
class Signal:
    """`key` is `indicator:subject:since`, stable while the episode lasts. `why` is a sentence in the reader's
    language; `tell` gives the (label, value) pairs it was computed from; both are made when read.
    `asked`, then `effect` order lines of one section, the most useful first; `group` gathers lines that are
    one for the eye ("" stands alone).

    Two signals are equal when they say the same of the same episode; the rows they carry do not count.
    """

    key: str
    indicator: str
    section: Section
    since: datetime
    why: "StrPromise | str" = field(compare=False)
    # The same without what was tried, for the person themselves: that a colleague declined is not told.
    reason: "StrPromise | str" = field(default="", compare=False)
    tell: Callable[[], Facts] = field(default=list, compare=False, repr=False)
    acts: tuple[str, ...] = ()
    membership_id: int | None = None  # the person it is about
    thread_id: int | None = None
    post_id: int | None = None
    debate_id: int | None = None
    planned_id: int | None = None
    step_id: int | None = None  # what was agreed with the person
    edition_id: int | None = None
    newcomer: bool = False
    effect: float = 0.0
    asked: int = 0  # 2: to be called; 1: something else that somebody asks; 0: what is only due
    group: str = field(default="", compare=False)
    rung: int = 0  # how many times this person was reached out to since their last sign of life
    membership: Membership | None = field(default=None, compare=False, repr=False)
    thread: Thread | None = field(default=None, compare=False, repr=False)
    post: Post | None = field(default=None, compare=False, repr=False)
    step: Step | None = field(default=None, compare=False, repr=False)
    cohort: Cohort | None = field(default=None, compare=False, repr=False)
    title: "StrPromise | str" = field(default="", compare=False)  # of a line about nobody and no thread
    sheet: Sheet | None = field(default=None, compare=False, repr=False)
    phone: str = field(default="", compare=False, repr=False)  # where they ask to be called, if they said so

    @property
    def facts(self) -> Facts:
        """What it was computed from, in words."""
        return self.tell()

    @property
    def person(self) -> Person | None:
        """Who it is about: the member, who keeps the sheet, or the author of the post or of the thread."""
        if self.membership:
            return self.membership.person
        if self.sheet:
            return self.sheet.owner
        written = self.post or self.thread
        return written.author if written else None

    @property
    def number(self) -> str:
        """Where to call: the number they gave for that, otherwise their own."""
        return self.phone or (self.person.phone if self.person else "")

    @property
    def buttons(self) -> list[ActLink]:
        """The acts this line offers, the first one first."""
        return [ACTS[act] for act in self.acts]

    @property
    def page_about(self) -> list[int]:
        """What the address of an act's own page names: the sheet, the agreed step, the debate, what is
        planned, the letter or the thread; or nothing."""
        if self.sheet:
            return [self.sheet.pk]
        known = self.step_id or self.debate_id or self.planned_id or self.edition_id
        number = known or self.thread_id
        return [number] if number else []

    @property
    def dom_id(self) -> str:
        """Its place on the page."""
        return "line-" + self.key.replace(":", "-")


def key(indicator: str, subject: object, since: datetime | date) -> str:
    """The name of an episode: the same one as long as it lasts, another one if it comes back."""
    if isinstance(since, datetime):
        return f"{indicator}:{subject}:{since.astimezone(UTC):%Y%m%d%H%M%S}"
    return f"{indicator}:{subject}:{since:%Y%m%d}"
