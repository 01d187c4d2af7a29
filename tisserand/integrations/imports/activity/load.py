"""A file of activity into the journal, in batches, each kept or not as a whole; see decision 0060."""

import itertools
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from tisserand.communities import presence
from tisserand.communities.models import Community

from ..problems import CannotRead, Problem, Tally
from . import store, when
from .columns import NEEDED, Part, guess
from .lines import Read, Reader
from .progress import COMPLETED, Steps
from .source import Source, opened
from .who import MOST_NEW, Directory

# In one transaction: fewer would write the same pages of the indexes again and again, more would hold the
# only lock of SQLite too long. About sixty megabytes.
BATCH = 50_000
FIRST_LOOK = 1_000
MOST_NAMES = 10_000  # names of things kept at hand
MOST_UNNAMED, TOLD_UNNAMED = 1_000, 40  # things done that are no step: counted, told


@dataclass
class Report(Tally):
    """`stored` lines are new, `already` were here; `strangers` are named, but nobody known here; `unnamed`
    counts the lines that say something is done which is no step, by what and its name."""

    lines: int = 0
    stored: int = 0
    already: int = 0
    new_people: int = 0
    steps_done: int = 0
    strangers: set[str] = field(default_factory=set)
    unnamed: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def counts(self) -> dict[str, int]:
        return super().counts | {"strangers": len(self.strangers)}

    def most_unnamed(self) -> list[tuple[str, str, int]]:
        return [(*thing, lines) for thing, lines in self.unnamed.most_common(TOLD_UNNAMED)]


Tell = Callable[[Report], None]


def load(
    path,
    community: Community,
    *,
    now: datetime,
    columns: dict[Part, int] | None = None,
    create_people: bool = False,
    tell: Tell = lambda report: None,
    until: datetime | None = None,
) -> Report:
    """Put every line that can be read into the journal once, however often it is loaded.

    `tell` hears of each batch. Memory does not grow with the file. Lines after `until` are left for another
    time. Raises CannotRead when the file as a whole makes no sense; what was read before a later trouble
    stays, and is recognised next time.
    """
    with opened(path) as source:
        chosen = columns or guess(source.columns)
        return load_source(
            source, community, chosen, now=now, create_people=create_people, tell=tell, until=until
        )


def load_source(
    source: Source,
    community: Community,
    chosen: dict[Part, int],
    *,
    now: datetime,
    create_people: bool = False,
    tell: Tell = lambda report: None,
    until: datetime | None = None,
) -> Report:
    """The same for lines that come from elsewhere than a file."""
    for part in NEEDED:
        if part not in chosen:
            raise CannotRead("file-columns", value=part.value)
    first = list(itertools.islice(source.rows, FIRST_LOOK))
    dates = (cells[chosen[Part.WHEN]] for _, cells in first if len(cells) > chosen[Part.WHEN])
    latest = max(now, until) if until else now
    read = Reader(
        source.columns, chosen, community.pk, community.zone, latest, months_first=when.month_first(dates)
    )
    _refuse_nonsense(first, read)
    report, loading = Report(), _Loading(community, now, create_people, until)
    for batch in _batches(itertools.chain(first, source.rows)):
        loading.take(batch, read, report)
        report.share = source.share
        tell(report)
    presence.rebuild(community)
    report.share = 1.0
    tell(report)
    return report


def _refuse_nonsense(first: list, read: Reader) -> None:
    bad = sum(isinstance(read(line, cells), Problem) for line, cells in first)
    if bad * 2 > len(first):
        raise CannotRead("file-mostly-bad")


def _batches(rows: Iterator) -> Iterator[list]:
    while batch := list(itertools.islice(rows, BATCH)):
        yield batch


class _Loading:
    """What stays in memory between batches: who people are, and the steps of the course."""

    def __init__(self, community: Community, now: datetime, create_people: bool, until: datetime | None):
        self.community, self.now, self.create_people, self.until = community, now, create_people, until
        self.directory, self.steps = Directory(community), Steps(community)
        self.details = {"": "{}"}

    def take(self, batch: list, read: Reader, report: Report) -> None:
        """Keep the good lines of a batch: all read before the one short transaction begins."""
        good: list[tuple[int, Read]] = []
        for line, cells in batch:
            said = read(line, cells)
            if isinstance(said, Problem):
                report.note(said)
            elif self.until is None or said.at <= self.until:
                good.append((line, said))
        report.lines += len(batch)
        with transaction.atomic():
            if self.create_people:
                self._welcome_strangers(good, report)
            kept = list(self._known(good, read, report))
            stored = store.keep([line for line, _step in kept])
            done = [(line.actor_id, step, line.at) for line, step in kept if step]
            report.steps_done += self.steps.done(done) if done else 0
        report.stored += stored
        report.already += len(kept) - stored

    def _welcome_strangers(self, good: list[tuple[int, Read]], report: Report) -> None:
        new = {said.who for _, said in good if self.directory.find(said.who) is None}
        if new and report.new_people + len(new) <= MOST_NEW:
            report.new_people += self.directory.create(sorted(new), now=self.now)

    def _known(self, good: list[tuple[int, Read]], read: Reader, report: Report):
        find, community = self.directory.find, self.community.pk
        for number, said in good:
            person = find(said.who)
            if person is None:
                self._stranger(number, said, read, report)
                continue
            step = self._step(said, report) if said.verb == COMPLETED else None
            kind, thing = ("step", str(step.pk)) if step else (said.object_type, said.object_id)
            detail = self.details.get(said.name) or self._detail(said.name)
            yield (
                store.Line(community, person, said.verb, kind, thing, said.at, detail, said.source_key),
                step,
            )

    def _step(self, said: Read, report: Report):
        step, thing = self.steps.find(said.object_id, said.name), (said.object_id or said.name, said.name)
        if step is None and thing[0] and (thing in report.unnamed or len(report.unnamed) < MOST_UNNAMED):
            report.unnamed[thing] += 1
        return step

    def _detail(self, name: str) -> str:
        if len(self.details) > MOST_NAMES:
            self.details = {"": "{}"}
        return self.details.setdefault(name, json.dumps({"name": name}))

    def _stranger(self, number: int, said: Read, read: Reader, report: Report) -> None:
        """Each unknown name is told once, at its first line; all their lines count."""
        if said.who in report.strangers:
            report.bad += 1
            return
        if len(report.strangers) < 100_000:
            report.strangers.add(said.who)
        report.note(Problem("who-unknown", said.who, line=number, column=read.columns[read.chosen[Part.WHO]]))


def peek(path, count: int = 5) -> tuple[Source, list[tuple[int, list]]]:
    """The columns of a file and its first lines, to choose by; raises CannotRead."""
    with opened(path) as source:
        return source, list(itertools.islice(source.rows, count))
