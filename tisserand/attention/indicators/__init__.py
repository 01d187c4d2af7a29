"""Everything the day can notice: each indicator is `(community, now) -> list[Signal]`, a query over facts.

Their order is the order of reasons: of two lines about the same thread or person, the first one stays.
"""

from collections.abc import Callable
from datetime import datetime

from tisserand.communities.models import Community

from ..signals import Signal
from . import (
    addresses,
    conversations,
    debates,
    duplicates,
    messages,
    people,
    plan,
    questions,
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
    people.never_came,
    people.silent,
    steps.behind,
    debates.outcome_due,
    debates.debate_closing,
    conversations.stalled,
    writings.synthesis_wanted,
    writings.sheet_due,
)


def signals(community: Community, now: datetime) -> list[Signal]:
    """Every signal of every indicator, before decisions, rests and doubles (see `day`)."""
    return [signal for indicator in INDICATORS for signal in indicator(community, now)]
