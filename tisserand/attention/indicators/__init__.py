"""Everything the day can notice: each indicator is `(community, now) -> list[Signal]`, a query over facts.

Their order is the order of reasons: of two lines about the same thread or person, the first one stays.
"""

from collections.abc import Callable
from datetime import datetime

from tisserand.communities.models import Community

from ..learners import Learner
from ..signals import Signal
from . import (
    addresses,
    conversations,
    debates,
    duplicates,
    letters,
    messages,
    people,
    plan,
    questions,
    quiet,
    rooms,
    steps,
    thanks,
    writings,
)

Indicator = Callable[[Community, datetime], list[Signal]]

INDICATORS: tuple[Indicator, ...] = (
    people.call_wanted,
    questions.unsolved,
    questions.help_waiting,
    questions.question_late,
    conversations.first_post,
    people.to_welcome,
    conversations.reported,
    rooms.chat_reported,
    messages.private_reported,
    duplicates.asked_before,
    addresses.account_ending,
    addresses.address_lost,
    thanks.worth_thanks,
    plan.plan_due,
    letters.letter_waits,
    people.never_came,
    people.silent,
    steps.behind,
    debates.outcome_due,
    debates.debate_closing,
    conversations.stalled,
    writings.synthesis_wanted,
    writings.sheet_due,
    quiet.few_days,  # the last reason to encourage somebody
)


def signals(community: Community, now: datetime, known: dict[int, Learner] | None = None) -> list[Signal]:
    """Every signal of every indicator, before decisions, rests and doubles (see `day`).

    `known`: what `learners` says at `now`, where it has been asked already.
    """
    ending = debates.ending(community, now)  # asked once for both
    given = {debates.outcome_due: (ending,), debates.debate_closing: (ending,), quiet.few_days: (known,)}
    return [
        signal for indicator in INDICATORS for signal in indicator(community, now, *given.get(indicator, ()))
    ]
