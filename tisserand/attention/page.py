"""*My day* as it is drawn: the list, what was done today, what followed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from tisserand.communities.models import Community
from tisserand.conversations.models import Acceptance
from tisserand.people.models import Person

from . import done
from .act_links import later
from .day import Day, day
from .done import Done
from .followed import Followed, followed, lately
from .lines import SHOWN, SHOWN_WAITING, Line
from .signals import Section

TITLES = {
    Section.WAITING: _("Somebody is waiting"),
    Section.MODERATE: _("To look at"),
    Section.WELCOME: _("To welcome"),
    Section.THANK: _("To thank"),
    Section.PLAN: _("Today in the plan"),
    Section.ENCOURAGE: _("To encourage"),
    Section.DEBATE: _("Debates"),
    Section.REVIVE: _("To revive"),
    Section.ORGANISE: _("To put in order"),
}
THANKED_WITHIN = timedelta(days=14)


@dataclass(frozen=True)
class Part:
    """A section on the page: what is to be done, then what was done today."""

    section: Section
    every_line: list[Line]
    done: list[Done]

    @property
    def lines(self) -> list[Line]:
        return self.every_line[: self.at_most]

    @property
    def hidden(self) -> int:
        return max(len(self.every_line) - self.at_most, 0)

    @property
    def at_most(self) -> int:
        return SHOWN_WAITING if self.section == Section.WAITING else SHOWN

    @property
    def title(self) -> str:
        return str(TITLES[self.section])


@dataclass(frozen=True)
class Page:
    day: Day
    parts: list[Part]
    elsewhere: list[Done]  # done today from a member's page
    later: list[tuple[str, date]]
    followed: list[Followed]
    thanks: Acceptance | None  # on an empty day: an answer that deserves a word


def my_day(community: Community, viewer: Person, now: datetime) -> Page:
    """Everything the page shows, in a constant number of queries."""
    today, weeks = day(community, now), lately(community, now)
    acts = done.today(community, viewer, now, weeks)
    lines = {part.section: part.lines for part in today.parts}
    parts = [
        Part(section, lines.get(section, []), [act for act in acts if act.section == section])
        for section in Section
    ]
    return Page(
        day=today,
        parts=[part for part in parts if part.every_line or part.done],
        elsewhere=[act for act in acts if act.section is None],
        later=later(community, now),
        followed=followed(weeks, now),
        thanks=to_thank(community, viewer, now) if today.empty else None,
    )


def to_thank(community: Community, viewer: Person, now: datetime) -> Acceptance | None:
    """The latest answer by a member that solved somebody's question."""
    return (
        Acceptance.objects.filter(
            thread__community=community,
            thread__deleted_at=None,
            accepted_at__gt=now - THANKED_WITHIN,
            accepted_at__lte=now,
            post__author__isnull=False,
        )
        .exclude(post__author=viewer)
        .exclude(post__author=F("thread__author"))
        .select_related("post__author", "thread__author")
        .order_by("-accepted_at")
        .first()
    )
