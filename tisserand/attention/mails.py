"""The mails of acts: when one written now would leave, and what became of those written before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from tisserand.communities.models import Community
from tisserand.mail import outbox
from tisserand.people.models import Person
from tisserand.ui import times

from .emails import HOLD
from .models import Outreach

LETTER = "personal-letter"


@dataclass(frozen=True)
class Leaving:
    """`moment` in words; `at_once`: after its hold only; `enough`: they had `had` letters this week."""

    moment: str
    at_once: bool
    enough: bool
    had: int


def reached(people: Sequence[Person]) -> set[int]:
    """Those of these people whom a personal word reaches by mail. One query at most."""
    return outbox.reached(LETTER, people)


def leaving(community: Community, people: Sequence[Person]) -> dict[int, Leaving]:
    """When a letter to each of these people would leave, by person. Two queries.

    In the present, as the outbox lives in it, whatever the clock of the community says.
    """
    now = community.now() + community.set_back
    told = outbox.forecast(LETTER, people, now=now)
    soon = now + HOLD + timedelta(minutes=1)
    return {
        pk: Leaving(times.humane(one.at, now), one.at <= soon, one.enough, one.had)
        for pk, one in told.items()
    }


def told(acts: Iterable[object]) -> dict[int, str]:
    """What became of the mail of each act that has one, in words, by act. One query, none without mails."""
    posted = {act.envelope_id: act.pk for act in acts if isinstance(act, Outreach) and act.envelope_id}
    traces = outbox.state_of(posted) if posted else {}
    return {posted[pk]: trace.words for pk, trace in traces.items()}
