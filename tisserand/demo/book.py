"""The journal of one demo community while it is being written: gathered, then saved in order of time."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from django.db.models import Model

from tisserand.communities.journal import VERBS
from tisserand.communities.models import Community, Event
from tisserand.people.models import Person

from .clock import Clock


class Book:
    """Lines as `Community.record` would write them."""

    def __init__(self, community: Community, clock: Clock):
        self.community, self.clock = community, clock
        self.lines: list[Event] = []
        self._firsts: dict[int, dict[date, datetime]] = defaultdict(dict)

    def note(self, verb: str, actor: Person | None, subject: Model | None, at: datetime, **detail) -> None:
        if verb not in VERBS:
            raise ValueError(f"no such verb: {verb!r}")
        self.lines.append(
            Event(
                community=self.community,
                actor=actor,
                verb=verb,
                object_type=subject._meta.model_name if subject is not None else "",
                object_id=str(subject.pk) if subject is not None else "",
                at=at,
                detail=detail,
            )
        )
        if actor is not None:
            day, known = self._day(at), self._firsts[actor.pk]
            known[day] = min(known.get(day, at), at)

    def days(self, person: Person) -> set[date]:
        """The days on which this person did something."""
        return set(self._firsts[person.pk])

    def first_of(self, person: Person, day: date) -> datetime:
        """The moment of the first thing they did on one of their days."""
        return self._firsts[person.pk][day]

    def visit(self, person: Person, day: date, at: time) -> None:
        """`person` opened a page that day: just before what they did then, or else at that time."""
        first = self._firsts[person.pk].get(day)
        moment = self.clock.on(day, at) if first is None else first - timedelta(minutes=3 + at.minute % 7)
        if self._day(moment) == day:
            self.note("visited", person, None, min(moment, self.clock.now))

    def close(self) -> None:
        Event.objects.bulk_create(sorted(self.lines, key=lambda line: line.at), batch_size=1000)

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.clock.zone).date()
