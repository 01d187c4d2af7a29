"""What concerns a person, over all their communities: a query, not a store.

Each app says what it has for somebody in its `concerning.py`:

    @source("poll")
    def polls(reader: Reader, limit: int) -> list[Line]: ...

What asks something of the reader comes first, then what is addressed to them, then what they follow. Read is
what the apps know to be read (how far one has read a conversation), or what was opened from the page, or all
that came before one said « all read ».
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum

from django.db.models import Q

from tisserand.communities.models import Community, Membership
from tisserand.people.models import Person

from .models import CaughtUp

PAGE = 20
MOST_PAGES = 10
# What nobody looked at for so long is found in the lists of each community, and is no news any more.
WINDOW = timedelta(days=60)


class Rank(IntEnum):
    ASKED = 1  # something is asked of the reader; it leaves once it is done
    FOR_ME = 2
    FOLLOWED = 3


@dataclass(frozen=True)
class Line:
    """`at` is a moment of the present. `marked`: only opening it from the page says that it is read."""

    key: str
    rank: Rank
    at: datetime
    community: Community
    title: str
    why: str
    url: str
    act: str = ""  # the verb of its button, when something is asked
    soon: bool = False  # and it is soon too late
    marked: bool = False


@dataclass
class Reader:
    """Somebody, where they are a member today, and how far they have caught up."""

    person: Person
    places: list[Membership]
    now: datetime
    read_until: datetime | None = None
    opened: frozenset[str] = frozenset()
    communities: dict[int, Community] = field(init=False)

    def __post_init__(self):
        self.communities = {place.community_id: place.community for place in self.places}

    def here(self, community: str) -> Q:
        """Rows of the reader's communities; `community` is the path to it."""
        return Q(**{f"{community}__in": list(self.communities)})

    def unread(self, community: str, moment: str) -> Q:
        """Rows of the reader's communities that came since they have caught up, by the clock there, and since
        they came in."""
        since = max(self.now - WINDOW, self.read_until or self.now - WINDOW)
        asked = Q(pk__in=[])
        for place in self.places:
            begin = max(since - place.community.set_back, place.joined_at)
            asked |= Q(**{community: place.community_id, f"{moment}__gt": begin})
        return asked

    def recent(self, community: str, moment: str) -> Q:
        """The same, caught up or not."""
        asked = Q(pk__in=[])
        for place in self.places:
            asked |= Q(
                **{community: place.community_id, f"{moment}__gt": place.community.at(self.now) - WINDOW}
            )
        return asked

    def present(self, community: int, at: datetime) -> datetime:
        """A moment there, by the present clock."""
        return at + self.communities[community].set_back


Source = Callable[[Reader, int], list[Line]]
_sources: dict[str, Source] = {}


def source(name: str) -> Callable[[Source], Source]:
    """Register the decorated `lines(reader, limit)`: at most so many of each rank, newest first."""

    def register(lines: Source) -> Source:
        if name in _sources and _sources[name].__module__ != lines.__module__:
            raise ValueError(f"source {name!r} is taken")
        _sources[name] = lines
        return lines

    return register


@dataclass(frozen=True)
class Page:
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

    def of(self, rank: Rank) -> list[Line]:
        return [line for line in self.lines if line.rank == rank]

    @property
    def asked(self) -> list[Line]:
        return self.of(Rank.ASKED)

    @property
    def for_me(self) -> list[Line]:
        return self.of(Rank.FOR_ME)

    @property
    def followed(self) -> list[Line]:
        return self.of(Rank.FOLLOWED)


def reader_of(person: Person, *, now: datetime) -> Reader:
    """Two queries."""
    places = Membership.objects.present().filter(person=person).select_related("community__organisation")
    place = CaughtUp.objects.filter(person=person).first()
    return Reader(
        person,
        list(places.order_by("pk")),
        now,
        read_until=place.at if place else None,
        opened=frozenset(place.opened if place else ()),
    )


def page_of(reader: Reader, number: int = 1) -> Page:
    """A page of what concerns the reader, in a constant number of queries."""
    number = min(max(number, 1), MOST_PAGES)
    end = number * PAGE
    lines = everything(reader, end + 1)
    return Page(lines[end - PAGE : end], number, len(lines) > end and number < MOST_PAGES)


def everything(reader: Reader, limit: int) -> list[Line]:
    """The first lines of all sources, in order; of two about the same thing, the one that asks more."""
    found = [line for lines in _sources.values() for line in lines(reader, limit)] if reader.places else []
    found.sort(key=lambda line: (line.rank, not line.soon, -line.at.timestamp(), line.key))
    kept: dict[str, Line] = {}
    for line in found:
        if line.key not in reader.opened:
            kept.setdefault(line.key, line)
    return list(kept.values())


def marked(reader: Reader, key: str) -> Line | None:
    """The line of this key that only its opening says to be read; None when there is none any more."""
    name = key.partition(".")[0]
    lines = _sources[name](reader, PAGE * MOST_PAGES) if name in _sources else []
    return next((line for line in lines if line.key == key and line.marked), None)
