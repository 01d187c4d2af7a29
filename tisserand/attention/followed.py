"""What came within a week of each act: counted, with the people behind each number. No cause is claimed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import ngettext_lazy

from tisserand.communities.models import Community

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
    since = now - timedelta(weeks=WEEKS)
    return (
        Outreach.objects.standing()
        .filter(community=community, done_at__gt=since, done_at__lte=now)
        .with_followed()
    )


def counted(community: Community, now: datetime, kind: str, sign: str = "") -> QuerySet[Outreach]:
    """Exactly the acts behind a number. Raises KeyError on an unknown sign."""
    rows = acts(community, now).filter(kind=kind)
    return rows.filter(**{KINDS[sign]: True}) if sign else rows


def followed(community: Community, now: datetime) -> list[Followed]:
    """One line per kind of act that was done. One query."""
    recent = Q(done_at__gt=now - FOLLOWED_WITHIN)
    rows = (
        acts(community, now)
        .values("kind")
        .annotate(
            acts=Count("pk"),
            recent=Count("pk", filter=recent),
            **{f"n_{sign}": Count("pk", filter=Q(**{flag: True})) for sign, flag in KINDS.items()},
        )
        .order_by()
    )
    by_kind = {row["kind"]: row for row in rows}
    return [_line(by_kind[kind]) for kind in Outreach.Kind.values if kind in by_kind]


def _line(row: Any) -> Followed:
    return Followed(row["kind"], row["acts"], row["recent"], {sign: row[f"n_{sign}"] for sign in KINDS})
