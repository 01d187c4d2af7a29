"""The next date of a reader: a session, a call. Apps that keep dates say so in their `letter_dates.py`:

    @source("session")
    class Sessions: ...

The letter keeps the name of the source and the number of the date; what it says is read when it leaves.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tisserand.communities.models import Community, Membership


@dataclass(frozen=True)
class Date:
    """`at` is a moment there. `where` says in words how one takes part: a room, a number to ring."""

    at: datetime
    title: str
    path: str = ""
    where: str = ""


class Source(Protocol):
    """What keeps dates, in a constant number of statements. `now` is a moment there."""

    def next_of(
        self, community: Community, members: Sequence[Membership], now: datetime
    ) -> dict[int, tuple[datetime, int]]:
        """By membership: when the next date of each is, and its number."""

    def read(
        self, community: Community, numbers: Iterable[int], members: Sequence[Membership], now: datetime
    ) -> dict[int, Date]:
        """By number, those still to come."""


_sources: dict[str, Source] = {}


def source(name: str) -> Callable[[type[Source]], type[Source]]:
    """Register the decorated class under this name, which stands in letters: never changed."""

    def register(cls: type[Source]) -> type[Source]:
        if name in _sources and type(_sources[name]).__module__ != cls.__module__:
            raise ValueError(f"source of dates {name!r} is taken")
        _sources[name] = cls()
        return cls

    return register


def next_of(community: Community, members: Sequence[Membership], now: datetime) -> dict[int, tuple[str, int]]:
    """By membership: the source and the number of the first date to come of each."""
    first: dict[int, tuple[datetime, str, int]] = {}
    for name, one in _sources.items():
        for member, (at, number) in one.next_of(community, members, now).items():
            if member not in first or at < first[member][0]:
                first[member] = (at, name, number)
    return {member: (name, number) for member, (_at, name, number) in first.items()}


def read(
    community: Community, wanted: Iterable[tuple[str, int]], members: Sequence[Membership], now: datetime
) -> dict[tuple[str, int], Date]:
    """What these dates say; those that are over or no more are missing."""
    by_name: dict[str, set[int]] = {}
    for name, number in wanted:
        by_name.setdefault(name, set()).add(number)
    found: dict[tuple[str, int], Date] = {}
    for name, numbers in by_name.items():
        if name in _sources:
            for number, date in _sources[name].read(community, sorted(numbers), members, now).items():
                found[name, number] = date
    return found
