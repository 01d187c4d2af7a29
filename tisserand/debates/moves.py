"""How a debate moved people: where they began, where they stand now, and the way between."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count

from .models import Debate, Position


@dataclass(frozen=True)
class Flow:
    """So many people began at `start` and stand at `end`."""

    start: Position
    end: Position
    people: int

    @property
    def moved(self) -> bool:
        return self.start.pk != self.end.pk


@dataclass(frozen=True)
class Moves:
    positions: Sequence[Position]
    flows: list[Flow]

    @cached_property
    def first(self) -> Counter:
        """Who began where, by position."""
        return self._count("start")

    @cached_property
    def present(self) -> Counter:
        return self._count("end")

    def _count(self, side: str) -> Counter:
        counted: Counter = Counter()
        for flow in self.flows:
            counted[getattr(flow, side).pk] += flow.people
        return counted

    @property
    def people(self) -> int:
        return sum(flow.people for flow in self.flows)

    @property
    def changed(self) -> int:
        """How many stand elsewhere than where they began."""
        return sum(flow.people for flow in self.flows if flow.moved)


def moves(debate: Debate, positions: Sequence[Position]) -> Moves:
    """One query. `positions` are those of the debate, in the order in which they are shown."""
    known = {position.pk: position for position in positions}
    rows = debate.participants.order_by().values_list("first", "present").annotate(Count("pk"))
    flows = [Flow(known[first], known[present], people) for first, present, people in rows]
    place = {position.pk: number for number, position in enumerate(positions)}
    return Moves(positions, sorted(flows, key=lambda flow: (place[flow.start.pk], place[flow.end.pk])))
