"""A debate as one member sees it, in a constant number of queries.

What they may not see yet is not in what is returned: neither the page nor the picture could show it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q

from tisserand.communities.models import Membership
from tisserand.conversations.models import Thread
from tisserand.people.models import Person

from .models import Argument, Debate, Outcome, Participant, Position, Stance
from .moves import Moves, moves
from .picture import Picture, picture

NAMES = 30  # beside one position
ARGUMENTS = 200
TOLD = 30  # changes of mind


@dataclass
class Place:
    """A position on the page. `people` and `names` are None and empty for who may not see them yet."""

    position: Position
    people: int | None = None
    names: list[Person] = field(default_factory=list)
    arguments: list[Argument] = field(default_factory=list)
    mine: bool = False

    @property
    def unnamed(self) -> int:
        """How many stand here beside those who are named."""
        return (self.people or 0) - len(self.names)


@dataclass(frozen=True)
class Shown:
    """`moves`, `picture` and `changes` are None or empty for who may not see where the others stand."""

    debate: Debate
    places: list[Place]
    people: int
    mine: Position | None
    open: bool
    sees: bool
    leads: bool
    moves: Moves | None
    picture: Picture | None
    changes: list[Stance]
    outcome: Outcome | None
    now: datetime

    @property
    def waits_for_me(self) -> bool:
        """What the others think is shown once this reader has taken position."""
        return not self.sees


def of_thread(thread: Thread) -> Debate | None:
    """The debate of a thread, with its thread at hand; None when it is none."""
    if thread.kind != Thread.Kind.DEBATE:
        return None
    debate = Debate.objects.filter(thread=thread).first()
    if debate is not None:
        debate.thread = thread
    return debate


def sees_counts(debate: Debate, membership: Membership, *, took_part: bool, now: datetime) -> bool:
    """Whether this member is shown where the others stand: always when it is not held back; otherwise once
    they took position, once it is closed, and if they lead it."""
    open_to_all = not debate.counts_held or took_part or not debate.is_open(now)
    return open_to_all or membership.may("lead debates")


def show(debate: Debate, membership: Membership, *, now: datetime) -> Shown:
    positions = list(debate.positions.all())
    positions.sort(key=lambda position: (position.undecided, position.number))
    mine = debate.participants.filter(person=membership.person_id).first()
    sees = sees_counts(debate, membership, took_part=mine is not None, now=now)
    moved = moves(debate, positions)
    return Shown(
        debate=debate,
        places=_places(debate, positions, moved if sees else None, mine),
        people=moved.people,
        mine=next((one for one in positions if mine and one.pk == mine.present_id), None),
        open=debate.is_open(now),
        sees=sees,
        leads=membership.may("lead debates"),
        moves=moved if sees else None,
        picture=picture(moved) if sees else None,
        changes=_changes(debate) if sees and moved.people else [],
        outcome=_outcome(debate),
        now=now,
    )


def _places(
    debate: Debate, positions: Iterable[Position], moved: Moves | None, mine: Participant | None
) -> list[Place]:
    names, arguments = _names(debate) if moved and debate.named else {}, _arguments(debate)
    return [
        Place(
            position=position,
            people=moved.present[position.pk] if moved else None,
            names=names.get(position.pk, [])[:NAMES],
            arguments=arguments.get(position.pk, []),
            mine=mine is not None and mine.present_id == position.pk,
        )
        for position in positions
    ]


def _names(debate: Debate) -> dict[int, list[Person]]:
    found: dict[int, list[Person]] = defaultdict(list)
    rows = debate.participants.filter(person__isnull=False).select_related("person").order_by("pk")
    for participant in rows[: NAMES * 6]:
        if participant.person is not None:
            found[participant.present_id].append(participant.person)
    return found


def _arguments(debate: Debate) -> dict[int, list[Argument]]:
    """By position, in the order they were given, with `answers`: how many posts quote each."""
    found: dict[int, list[Argument]] = defaultdict(list)
    answered = Count("post__quoted_by", filter=Q(post__quoted_by__deleted_at=None))
    rows = Argument.objects.filter(position__debate=debate, post__thread=debate.thread_id)
    rows = rows.filter(post__deleted_at=None).annotate(answers=answered)
    for argument in rows.select_related("post__author").order_by("post__number")[:ARGUMENTS]:
        argument.post.thread = debate.thread
        found[argument.position_id].append(argument)
    return found


def _changes(debate: Debate) -> list[Stance]:
    """The changes of mind that were told why, the latest first, each with `before`: where they came from."""
    of_debate = Stance.objects.filter(participant__debate=debate)
    told = of_debate.exclude(why="").filter(
        Exists(Stance.objects.filter(participant=OuterRef("participant"), pk__lt=OuterRef("pk")))
    )
    found = list(told.select_related("participant__person", "position").order_by("-pk")[:TOLD])
    before: dict[int, list[Stance]] = defaultdict(list)
    who = {stance.participant_id for stance in found}
    for stance in of_debate.filter(participant__in=who).select_related("position"):
        before[stance.participant_id].append(stance)
    for stance in found:
        earlier = [one for one in before[stance.participant_id] if one.pk < stance.pk]
        stance.before = earlier[-1].position
    return found


def _outcome(debate: Debate) -> Outcome | None:
    rows = Outcome.objects.filter(debate=debate).select_related("post", "concluded_by")
    outcome = rows.prefetch_related("positions").first()
    if outcome is not None:
        outcome.post.thread = debate.thread
    return outcome


def positions_argued(thread: Thread) -> dict[int, Position]:
    """Of the messages that are arguments of a debate, by post: for which position. One query."""
    rows = Argument.objects.filter(post__thread=thread, position__debate__thread=thread)
    return {argument.post_id: argument.position for argument in rows.select_related("position")}
