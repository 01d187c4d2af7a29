"""Who may be slipping away: reasons that can be said, and the order in which to call. Facts in, no database.

The same functions order the day's list and are measured on real courses (`bench/silence.py`). What they give
of a person is never shown as a number: only the reasons are, in words, and who comes before whom.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import median

# Days are counted over four weeks: a community outlives its courses, and what somebody did last year would
# hide that they have not come since this one began.
WINDOW = 28
# Two and a half times their own rhythm is a long time for anybody; before there is a rhythm, a week is.
RHYTHMS, WEEK = 2.5, 7
# Beyond three such times, or three steps, more does not say more.
AT_MOST = 3
# Of a group that hardly comes, few days say nothing.
GROUP_COMES = 3
# What each reason weighs beside the shortfall of days, which weighs 1: chosen on one course, see decision
# 0180. The last two could not be tuned there: they only tell apart those whom the others leave side by side.
SILENCE, STEP, NO_EXCHANGE, NO_ANSWER = 0.3, 1.0, 0.2, 0.2


@dataclass(frozen=True)
class Known:
    """What is known of one learner on one day.

    `silent_for`: days since a sign of life in any channel, None when there has never been one; `usual_gap`:
    days that usually pass between two days of presence, None before the third; `days_here`: days of presence
    in the last four weeks; `steps_late`: steps due and not done; `peers`: how many people they exchanged
    with, None where it is not known; `unanswered`: their questions that nobody has answered.
    """

    silent_for: int | None
    usual_gap: float | None = None
    days_here: int = 0
    steps_due: int = 0
    steps_late: int = 0
    peers: int | None = None
    answers: int = 0
    unanswered: int = 0

    @property
    def never_seen(self) -> bool:
        return self.silent_for is None

    @property
    def silences(self) -> float:
        """Their absence, in long times: 1 is when it begins to be long for them. Nobody was ever more absent
        than who never came."""
        if self.silent_for is None:
            return AT_MOST
        long = WEEK if self.usual_gap is None else RHYTHMS * max(self.usual_gap, 1)
        return min(self.silent_for / long, AT_MOST)


@dataclass(frozen=True)
class Group:
    """What is usual among those who take the course together: of twelve or of two thousand."""

    days_here: float
    peers: float = 0

    def shortfall(self, known: Known) -> float:
        """1 for no day at all, 0 for as many as half of the group has, down to -1 for twice as many."""
        return max(1 - known.days_here / max(self.days_here, 1), -1)


def group(everybody: Iterable[Known]) -> Group:
    """The medians of a group, those who never came among them from the first day."""
    everybody = list(everybody)
    peers = [known.peers for known in everybody if known.peers is not None]
    return Group(
        days_here=median(known.days_here for known in everybody) if everybody else 0,
        peers=median(peers) if peers else 0,
    )


class Why(StrEnum):
    """What can be said of a person who may be slipping away."""

    NEVER_SEEN = "never seen"
    SILENT = "silent"
    STEPS_LATE = "steps late"
    FEW_DAYS = "few days"
    NO_EXCHANGE = "no exchange"
    NO_ANSWER = "no answer"


@dataclass(frozen=True)
class Standing:
    """The reasons, the weightiest first, and the `level` by which people are ordered and nothing else."""

    reasons: tuple[Why, ...]
    level: float


def standing(known: Known, usual: Group) -> Standing:
    """Where one learner stands beside the others of their group."""
    shortfall, late = usual.shortfall(known), min(known.steps_late, AT_MOST)
    alone = known.peers == 0 and usual.peers >= 1
    weights = {
        Why.NEVER_SEEN: SILENCE * AT_MOST if known.never_seen else 0,
        Why.SILENT: 0 if known.never_seen else SILENCE * known.silences,
        Why.STEPS_LATE: STEP * late,
        Why.FEW_DAYS: shortfall,
        Why.NO_EXCHANGE: NO_EXCHANGE if alone else 0,
        Why.NO_ANSWER: NO_ANSWER if known.unanswered else 0,
    }
    said = {
        Why.SILENT: known.silences >= 1,
        Why.FEW_DAYS: not known.never_seen and comes_little(known, usual),
    }
    found = [why for why in Why if weights[why] > 0 and said.get(why, True)]
    found.sort(key=lambda why: -weights[why])
    return Standing(tuple(found), sum(weights.values()))


def comes_little(known: Known, usual: Group) -> bool:
    """Whether they have at most a third of the days that half of the group has."""
    return 3 * known.days_here <= usual.days_here and usual.days_here >= GROUP_COMES


def known_on(
    day: date,
    days: Iterable[date],
    *,
    due_on: Iterable[date] = (),
    done: Iterable[tuple[date, date]] = (),
) -> Known:
    """The same facts from raw rows, as they were in the morning of `day`: nothing of it or later counts.

    `days`: days of presence; `due_on`: when each step is due; `done`: of each step done, when it was due and
    when it was done. What is due on the day itself is not late yet.
    """
    here = sorted({one for one in days if one < day})
    due = [one for one in due_on if one < day]
    did = [due for due, did_on in done if due < day and did_on < day]
    return Known(
        silent_for=(day - here[-1]).days if here else None,
        usual_gap=(here[-1] - here[0]).days / (len(here) - 1) if len(here) >= 3 else None,
        days_here=sum(one > day - timedelta(days=WINDOW) for one in here),
        steps_due=len(due),
        steps_late=len(due) - len(did),
    )


# What a learned model is given: these and nothing else, above all nothing of who the person is.
MEASURES = ("shortfall", "silences", "silent days", "steps late", "never seen")


def measures(known: Known, usual: Group) -> list[float]:
    """The facts of one learner as numbers, in the order of `MEASURES`."""
    silent = WINDOW if known.silent_for is None else min(known.silent_for, WINDOW)
    return [
        usual.shortfall(known),
        known.silences,
        silent / WEEK,
        float(min(known.steps_late, AT_MOST)),
        float(known.never_seen),
    ]
