"""What a letter says to one reader: a few things of theirs, best first, none said before.

Pure: from what is known of the reader and of the week to a list of items. Nothing is asked of the database
here, and nothing is worded: an item holds numbers, its words are found when the letter is read (`wording`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

MOST = 7
MOST_ANSWERED = 2
MOST_HELP = 2
MOST_SOLVED = 2


class Kind:
    """What an item is about. They stand in rows: never changed."""

    ANSWERED = "answered"  # their question was answered, and they have not said whether it helped
    LATE = "late"  # a step whose day has passed
    STEP = "step"  # their next step
    WAITING = "waiting"  # their question has no answer yet
    HELP = "help"  # a question they could answer
    SOLVED = "solved"  # what a colleague solved
    CHOSEN = "chosen"  # the story of this letter
    DATE = "date"  # the next date


class Why:
    """Why an item is there, `about` being what the words name."""

    ASKED = "asked"  # they asked
    NEXT = "next"  # it comes next on their path
    LATE = "late"  # its day has passed
    STEP_DONE = "step-done"  # it is about that step, which they have done
    FELLOW = "fellow"  # who asks stands at that step, which they have done
    HELPED = "helped"  # an answer of theirs was accepted on that topic
    AT_STEP = "at-step"  # they are at that step
    TOPIC = "topic"  # they follow that topic
    THANKED = "thanked"  # so many people said thank you
    PICKED = "picked"  # who runs the community chose it for everybody


@dataclass(frozen=True)
class Item:
    """`subject` and `about` are keys of rows, save of a date, whose `why` is the name of its source, and of
    thanks, where `about` is how many."""

    kind: str
    subject: int
    why: str
    about: int = 0

    @property
    def key(self) -> str:
        """What is said, whatever the reason: two with one key would say the same thing twice."""
        if self.kind == Kind.ANSWERED:
            return f"answered.{self.subject}.{self.about}"
        if self.kind in (Kind.SOLVED, Kind.CHOSEN):
            return f"read.{self.subject}"
        if self.kind == Kind.DATE:
            return f"date.{self.why}.{self.subject}"
        return f"{self.kind}.{self.subject}"

    @property
    def row(self) -> list:
        return [self.kind, self.subject, self.why, self.about]


def items_of(rows: Iterable[list]) -> list[Item]:
    """The items of a copy."""
    return [Item(*row) for row in rows]


@dataclass(frozen=True)
class Question:
    """A question of the community: its topic, the step it is about when that is known, whose it is.

    The step is that of its topic; otherwise the one at which its author stands, if they asked under their
    name: it would tell who they are.
    """

    thread: int
    asker: int | None  # never shown
    hidden: int | None = None  # who asked it without their name
    topic: int | None = None
    step: int | None = None
    thanks: int = 0
    by_topic: bool = False  # the step is that of its topic


@dataclass(frozen=True)
class Week:
    """What is the same for all readers. `solved` is most thanked first, `waiting` longest wait first."""

    solved: tuple[Question, ...] = ()
    waiting: tuple[Question, ...] = ()
    chosen: int | None = None


@dataclass(frozen=True)
class Reader:
    """One reader. `turn` spreads who is asked to help: of many who could, each is asked another question."""

    person: int
    alone: bool = True  # nobody else reads their letter: what they asked without their name may be in it
    turn: int = 0
    answered: tuple[tuple[int, int], ...] = ()  # their questions, each with its last answer
    waiting: tuple[int, ...] = ()  # their questions without an answer
    late: tuple[int, ...] = ()  # steps, the one due first before the others
    step: int | None = None  # the next one
    done: frozenset[int] = frozenset()  # steps
    helped: frozenset[int] = frozenset()  # topics where an answer of theirs was accepted
    topics: frozenset[int] = frozenset()  # those they follow
    known: frozenset[int] = frozenset()  # threads of the week that they have read
    date: tuple[str, int] | None = None
    told: frozenset[str] = field(default=frozenset())

    def asked(self, question: Question) -> bool:
        return self.person == question.asker or (self.alone and self.person == question.hidden)


def items_for(reader: Reader, week: Week) -> list[Item]:
    """What is asked of the reader, their path, their questions, whom they could help, what others solved, the
    story, the next date. Empty when there is nothing new: then there is no letter."""
    kept: dict[str, Item] = {}
    threads: set[int] = set()
    for item in _candidates(reader, week):
        about_thread = item.kind not in (Kind.LATE, Kind.STEP, Kind.DATE)
        if item.key in reader.told or item.key in kept or (about_thread and item.subject in threads):
            continue
        if len(kept) == MOST:
            break
        kept[item.key] = item
        if about_thread:
            threads.add(item.subject)
    return list(kept.values())


def _candidates(reader: Reader, week: Week) -> Iterator[Item]:
    told, late = reader.told, [Item(Kind.LATE, step, Why.LATE, step) for step in reader.late]
    asked = [Item(Kind.ANSWERED, thread, Why.ASKED, post) for thread, post in reader.answered]
    yield from _new(asked, told, MOST_ANSWERED)
    yield from _new(late, told, 1)
    if reader.step is not None and reader.step not in reader.late:
        yield Item(Kind.STEP, reader.step, Why.NEXT, reader.step)
    yield from _new([Item(Kind.WAITING, thread, Why.ASKED) for thread in reader.waiting], told, 1)
    yield from _new(_to_help(reader, week), told, MOST_HELP)
    yield from _new(_solved(reader, week), told, MOST_SOLVED)
    if week.chosen is not None and week.chosen not in reader.known:
        yield Item(Kind.CHOSEN, week.chosen, Why.PICKED)
    if reader.date is not None:
        yield Item(Kind.DATE, reader.date[1], reader.date[0])


def _new(items: Iterable[Item], told: frozenset[str], most: int) -> list[Item]:
    found: list[Item] = []
    for item in items:
        if item.key not in told and len(found) < most:
            found.append(item)
    return found


def _to_help(reader: Reader, week: Week) -> list[Item]:
    """Only with evidence: they have done the step it is about, or an answer of theirs helped on its topic."""
    found = []
    for one in week.waiting:
        if reader.asked(one) or one.thread in reader.known:
            continue
        if one.topic is not None and one.topic in reader.helped:
            found.append(Item(Kind.HELP, one.thread, Why.HELPED, one.topic))
        elif one.step is not None and one.step in reader.done:
            why = Why.STEP_DONE if one.by_topic else Why.FELLOW
            found.append(Item(Kind.HELP, one.thread, why, one.step))
    first = reader.turn % len(found) if found else 0
    return found[first:] + found[:first]


def _solved(reader: Reader, week: Week) -> Iterator[Item]:
    """About their step or a topic of theirs; for whom there is none, the one that most people thanked for."""
    steps = {*reader.late, reader.step} - {None}
    near = False
    others = [one for one in week.solved if not reader.asked(one) and one.thread not in reader.known]
    for one in others:
        if one.step in steps and one.step is not None:
            near = True
            yield Item(Kind.SOLVED, one.thread, Why.AT_STEP, one.step)
        elif one.topic in reader.topics and one.topic is not None:
            near = True
            yield Item(Kind.SOLVED, one.thread, Why.TOPIC, one.topic)
    best = next((one for one in others if one.thanks), None)
    if best and not near:
        yield Item(Kind.SOLVED, best.thread, Why.THANKED, best.thanks)
