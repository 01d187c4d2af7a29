"""The polls of a conversation as one member sees them, and what came out of those they may see."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from tisserand.communities.models import Membership
from tisserand.conversations.models import Thread
from tisserand.ui.statements import statement

from .models import Choice, Option, Poll, Voter
from .models.polls import ENOUGH

NAMES = 60  # ballots shown with their name


@dataclass(frozen=True)
class Counted:
    """An answer and what it got; `share` is out of a hundred, against the most that one could get."""

    option: Option
    share: int


@dataclass(frozen=True)
class Ballot:
    name: str
    labels: list[str]


@dataclass(frozen=True)
class Shown:
    """A poll; `counted` and `ballots` are empty for who may not see them yet."""

    poll: Poll
    voters: int
    voted: bool
    mine: list[int]
    open: bool
    sees: bool
    too_few: bool
    leads: bool
    counted: list[Counted]
    ballots: list[Ballot]
    now: datetime

    @property
    def may_vote(self) -> bool:
        return self.open and not (self.voted and self.poll.anonymous)


def polls_of(thread: Thread) -> list[Poll]:
    """With their answers: one query when there is none, as in most conversations."""
    polls = _polls(thread=thread.pk)
    for poll in polls:
        poll.thread = thread
    return polls


@statement
def _polls(*, thread: int):
    return Poll.objects.filter(thread=thread).prefetch_related("options")


def show(polls: list[Poll], membership: Membership, *, now: datetime) -> list[Shown]:
    """Three queries, however many polls there are."""
    voters: dict[int, list[Voter]] = defaultdict(list)
    named = [poll for poll in polls if not poll.anonymous]
    rows = Voter.objects.filter(poll__in=polls).select_related("person").order_by("pk")
    for voter in rows:
        voters[voter.poll_id].append(voter)
    choices: dict[int, list[Choice]] = defaultdict(list)
    for choice in Choice.objects.filter(option__poll__in=named).select_related("option"):
        choices[choice.voter_id].append(choice)
    return [_shown(poll, voters[poll.pk], choices, membership, now) for poll in polls]


def sees_results(poll: Poll, membership: Membership, *, voted: bool, now: datetime) -> bool:
    """An anonymous poll says nothing before its end, to anybody: who looked before and after a vote would
    know it. Otherwise who leads it sees, and the others as it was chosen."""
    if not poll.is_open(now):
        return True
    if poll.anonymous:
        return False
    return membership.may("lead debates") or (voted and poll.results == Poll.Results.AFTER)


def _shown(
    poll: Poll, voters: list[Voter], choices: dict[int, list[Choice]], membership: Membership, now: datetime
) -> Shown:
    mine = next((one for one in voters if one.person_id == membership.person_id), None)
    sees = sees_results(poll, membership, voted=mine is not None, now=now)
    too_few = poll.anonymous and len(voters) < ENOUGH
    return Shown(
        poll=poll,
        voters=len(voters),
        voted=mine is not None,
        mine=[choice.option_id for choice in choices[mine.pk]] if mine else [],
        open=poll.is_open(now),
        sees=sees,
        too_few=too_few,
        leads=membership.may("lead debates"),
        counted=_counted(poll, len(voters)) if sees and not too_few else [],
        ballots=_ballots(voters, choices) if sees and not poll.anonymous else [],
        now=now,
    )


def _counted(poll: Poll, voters: int) -> list[Counted]:
    """The most wanted first; those that got the same stay in the order they were asked in."""
    options = list(poll.options.all())
    most = voters * (len(options) if poll.ranked else 1)
    ordered = sorted(options, key=lambda option: (-option.points, option.number))
    return [Counted(option, round(100 * option.points / most) if most else 0) for option in ordered]


def _ballots(voters: list[Voter], choices: dict[int, list[Choice]]) -> list[Ballot]:
    named = [voter for voter in voters if voter.person is not None][:NAMES]
    return [Ballot(voter.person.name, [one.option.label for one in choices[voter.pk]]) for voter in named]
