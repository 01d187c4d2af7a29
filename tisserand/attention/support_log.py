"""One person's support, in one order of time: what was tried, said, given, agreed and asked.

For the LCMs of the community; the person reads the same on their own page (`about_me`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tisserand.communities.models import CallRequest, Membership
from tisserand.facilitation.meanings import MEANINGS
from tisserand.facilitation.models import Answer, Manager, Sending
from tisserand.mail import outbox
from tisserand.people.models import Person

from .models import Accommodation, NextStep, Outreach

PAGE = 50
# A page deeper than this would be slow to reach, and nobody has so much of one person.
DEEPEST = 40
ASKING = [key for key, meaning in MEANINGS.items() if meaning.calls]


@dataclass(frozen=True)
class Entry:
    """`kind`: outreach, mail (of a plan), call (asked for), answer (by a button), agreed and ended (an
    accommodation), step and step_closed (agreed together)."""

    at: datetime
    kind: str
    row: Any


@dataclass(frozen=True)
class Log:
    """A page, as `ui/_pages.html` draws one."""

    entries: list[Entry]  # the newest first; rows that have a mail carry what became of it, `mail`
    number: int
    more: bool
    paginator: None = None

    def has_previous(self) -> bool:
        return self.number > 1

    def has_next(self) -> bool:
        return self.more

    def previous_page_number(self) -> int:
        return self.number - 1

    def next_page_number(self) -> int:
        return self.number + 1


def closed_to(reader: Person, memberships: Iterable[int]) -> set[int]:
    """Those of these members whose manager the reader is: hierarchy reads no support note, even when it runs
    the community. One query."""
    led = Manager.objects.filter(person=reader, membership__in=list(memberships))
    return set(led.values_list("membership", flat=True))


def log(membership: Membership, now: datetime, number: int = 1) -> Log:
    """The page of that number; a constant number of queries."""
    number = max(1, min(number, DEEPEST))
    wanted = number * PAGE + 1
    found = sorted(_entries(membership, now, wanted), key=lambda entry: entry.at, reverse=True)
    shown = found[(number - 1) * PAGE : number * PAGE]
    _tell_mails(shown)
    return Log(shown, number, len(found) > number * PAGE and number < DEEPEST)


def _entries(membership: Membership, now: datetime, wanted: int) -> Iterable[Entry]:
    """The newest of each source, enough of each for the page whatever their order."""
    for act in _acts(membership, now)[:wanted]:
        yield Entry(act.done_at, "outreach", act)
    for sending in _mails(membership, now)[:wanted]:
        yield Entry(sending.approved_at, "mail", sending)
    calls = CallRequest.objects.filter(membership=membership, asked_at__lte=now)
    for request in calls.order_by("-asked_at", "-pk")[:wanted]:
        yield Entry(request.asked_at, "call", request)
    for answer in _answers(membership, now)[:wanted]:
        yield Entry(answer.said_at, "answer", answer)
    for agreed in _agreed(membership, now)[:wanted]:
        yield Entry(agreed.agreed_at, "agreed", agreed)
        if agreed.ended_at and agreed.ended_at <= now:
            yield Entry(agreed.ended_at, "ended", agreed)
    for step in _steps(membership, now)[:wanted]:
        yield Entry(step.agreed_at, "step", step)
        if step.closed_at and step.closed_at <= now:
            yield Entry(step.closed_at, "step_closed", step)


def _acts(membership: Membership, now: datetime):
    done = Outreach.objects.standing().filter(membership=membership, done_at__lte=now).with_followed()
    rows = done.select_related("done_by", "thread", "peer_word__peer__person")
    return rows.order_by("-done_at", "-pk")


def _mails(membership: Membership, now: datetime):
    """Mails of plans that somebody approved, to this person themselves."""
    mine = Sending.objects.filter(
        membership=membership, person=membership.person_id, approved_at__lte=now
    ).select_related("approved_by", "planned")
    return mine.order_by("-approved_at", "-pk")


def _answers(membership: Membership, now: datetime):
    """Those that ask for something."""
    mine = Answer.objects.filter(sending__membership=membership, sending__person=membership.person_id)
    said = mine.filter(means__in=ASKING, said_at__lte=now)
    return said.select_related("sending").order_by("-said_at", "-pk")


def _agreed(membership: Membership, now: datetime):
    found = Accommodation.objects.filter(membership=membership, agreed_at__lte=now)
    return found.select_related("agreed_by", "ended_by").order_by("-agreed_at", "-pk")


def _steps(membership: Membership, now: datetime):
    found = NextStep.objects.filter(membership=membership, agreed_at__lte=now)
    return found.select_related("agreed_by", "closed_by").order_by("-agreed_at", "-pk")


def _tell_mails(entries: Iterable[Entry]) -> None:
    posted = [entry.row for entry in entries if getattr(entry.row, "envelope_id", None)]
    told = outbox.state_of([row.envelope_id for row in posted]) if posted else {}
    for row in posted:
        row.mail = told[row.envelope_id].words if row.envelope_id in told else ""
