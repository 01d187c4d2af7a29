"""Everything the day can notice: each indicator is `(community, now) -> list[Signal]`, a query over facts.

Their order is the order of reasons: of two lines about the same thread or person, the first one stays.
"""

from collections.abc import Callable
from datetime import datetime

from tisserand.communities.models import Community
from tisserand.programmes.models import Step

from ..learners import Learner
from ..models import NextStep
from ..signals import Signal
from . import (
    addresses,
    agreed,
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

Indicator = Callable[..., list[Signal]]

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
    agreed.next_step_due,  # before the other reasons to encourage somebody: it is the next thing to do
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


def signals(
    community: Community,
    now: datetime,
    known: dict[int, Learner] | None = None,
    next_steps: list[NextStep] | None = None,
    course: list[Step] | None = None,
) -> list[Signal]:
    """Every signal of every indicator, before decisions, rests and doubles (see `day`).

    `known`, `next_steps`, `course`: what `learners`, `agreed.agreed` and `steps_of` say at `now`, where they
    have been asked already.
    """
    ending = debates.ending(community, now)  # asked once for both
    given: dict[Indicator, tuple] = {
        debates.outcome_due: (ending,),
        debates.debate_closing: (ending,),
        quiet.few_days: (known,),
        agreed.next_step_due: (next_steps,),
        steps.behind: (course,),
    }
    return [signal for one in INDICATORS for signal in one(community, now, *given.get(one, ()))]
