"""What came within a week of each act: counted, with the people behind each number. No cause is claimed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import ngettext_lazy

from tisserand.communities.models import Community
from tisserand.people.models import besides_the_name
from tisserand.ui.statements import statement

from .models import FOLLOWED_WITHIN, Outreach

WEEKS = 4
# What an act may be followed by, and the field that says so.
KINDS = {"came": "came", "replied": "wrote_back", "step": "did_step"}
# A relaunch speaks to a whole thread: only replies to it can be counted.
COUNTED: dict[str, tuple[str, ...]] = {Outreach.Kind.RELAUNCHED: ("replied",)}


WORDS = {
    "came": ngettext_lazy("%(count)s sign of life", "%(count)s signs of life", "count"),
    "replied": ngettext_lazy("%(count)s message written here", "%(count)s messages written here", "count"),
    "step": ngettext_lazy("%(count)s step done", "%(count)s steps done", "count"),
}


@dataclass(frozen=True)
class Part:
    """« 2 signes de vie »: so many acts of a kind were followed by this sign."""

    sign: str
    count: int
    words: str


@dataclass(frozen=True)
class Followed:
    """Of so many acts of one kind (`recent`: less than a week old), how many were followed by what."""

    kind: str
    acts: int
    recent: int
    counts: dict[str, int]

    @property
    def label(self) -> str:
        return str(Outreach.Kind(self.kind).label)

    @property
    def parts(self) -> list["Part"]:
        """What can be counted, in words."""
        return [
            Part(sign, count, WORDS[sign] % {"count": count})
            for sign, count in self.cells
            if count is not None
        ]

    @property
    def cells(self) -> list[tuple[str, int | None]]:
        """(kind of sign, count), None for what cannot be counted."""
        counted = COUNTED.get(self.kind, tuple(KINDS))
        return [(name, self.counts[name] if name in counted else None) for name in KINDS]


def acts(community: Community, now: datetime) -> QuerySet[Outreach]:
    """The acts of the last four weeks that were not taken back, each with what came within a week."""
    return _acts(community.pk, now)


def _acts(community: int, now: datetime) -> QuerySet[Outreach]:
    since = now - timedelta(weeks=WEEKS)
    lately = Outreach.objects.standing().filter(community=community, done_at__gt=since, done_at__lte=now)
    return lately.with_followed()


def lately(community: Community, now: datetime) -> list[Outreach]:
    """The same, oldest first, with the people and the thread they name, without their words. One query."""
    return _lately(community=community.pk, now=now)


@statement
def _lately(*, community: int, now: datetime):
    found = _acts(community, now).select_related("done_by", "membership__person", "thread")
    unused = besides_the_name("done_by", "membership__person")
    return found.defer("subject", "note", "thread__context", *unused).order_by("done_at", "pk")


def counted(community: Community, now: datetime, kind: str, sign: str = "") -> QuerySet[Outreach]:
    """Exactly the acts behind a number. Raises KeyError on an unknown sign."""
    rows = acts(community, now).filter(kind=kind)
    return rows.filter(**{KINDS[sign]: True}) if sign else rows


def followed(acts: Iterable[Outreach], now: datetime) -> list[Followed]:
    """One line per kind of act that was done, of those that were done `lately`."""
    by_kind: dict[str, list[Outreach]] = {}
    for act in acts:
        by_kind.setdefault(act.kind, []).append(act)
    return [_line(kind, by_kind[kind], now) for kind in Outreach.Kind.values if kind in by_kind]


def _line(kind: str, acts: list[Outreach], now: datetime) -> Followed:
    recent = sum(act.done_at > now - FOLLOWED_WITHIN for act in acts)
    signs = {sign: sum(getattr(act, flag) for act in acts) for sign, flag in KINDS.items()}
    return Followed(kind, len(acts), recent, signs)
