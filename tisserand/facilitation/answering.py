"""What people answer to the mails of a plan, by buttons or in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from tisserand.communities import calling
from tisserand.people.models import Person

from .meanings import DEFAULT, MEANINGS
from .models import Answer, Intention, Sending


@dataclass(frozen=True)
class Said:
    """What one answers to a question: a choice by its place, words, or both."""

    number: int | None = None
    words: str = ""


def say(sending: Sending, place: int, *, by: Person, now: datetime) -> Answer:
    """This button under the mail, or of its first question."""
    return answer(sending, {0: Said(place)}, by=by, now=now)[0]


@transaction.atomic
def answer(
    sending: Sending, said: Mapping[int, Said], *, by: Person, now: datetime, whole: bool = False
) -> list[Answer]:
    """These answers, by question; of each the last one counts. `whole`: what is not named is said no more.

    Who asks for a call is called, and is not any more once they answer otherwise. Somebody else than its
    reader notes what the reader said: it counts as theirs.
    """
    Sending.objects.select_for_update(of=("self",)).get(pk=sending.pk)
    called = _asks_for_a_call(sending.said.all())
    if whole:
        sending.said.exclude(question__in=[*said, Answer.ASIDE]).delete()
    noted_by = by if by.pk != sending.person_id else None
    given = [_keep(sending, place, one, noted_by, now) for place, one in said.items()]
    first = next((one for one in given if MEANINGS[one.means].calls), given[0])
    noted: dict[str, Any] = {"noted_by": noted_by.pk} if noted_by else {}
    community = sending.planned.community
    community.record("answered", sending.person, sending, at=now, means=first.means, **noted)
    _call_if_asked(sending, called, now)
    _keep_as_plan(sending, given, by, now)
    return given


def _keep(sending: Sending, question: int, said: Said, noted_by: Person | None, now: datetime) -> Answer:
    means = DEFAULT
    if said.number is not None:
        means = sending.asks[question]["choices"][said.number]["means"]
    values: dict[str, Any] = {"number": said.number, "words": said.words[: Answer.LONGEST], "means": means}
    values |= {"said_at": now, "noted_by": noted_by}
    kept, _made = Answer.objects.update_or_create(sending=sending, question=question, defaults=values)
    kept.sending = sending
    return kept


def _asks_for_a_call(given: Iterable[Answer]) -> bool:
    return any(MEANINGS[one.means].calls for one in given)


def _call_if_asked(sending: Sending, called: bool, now: datetime) -> None:
    member = sending.membership
    if sending.person_id != member.person_id:
        return
    asking = next((one for one in sending.said.order_by("question") if MEANINGS[one.means].calls), None)
    if asking is not None:
        asking.sending = sending
        words = f"{sending.subject} — {asking.label}"
        calling.ask(member, phone=member.person.phone, words=words, now=now)
    elif called:
        _call_no_more(sending, now)


def _call_no_more(sending: Sending, now: datetime) -> None:
    waiting = calling.waited_for(sending.membership)
    if waiting and waiting.words.startswith(sending.subject):
        calling.take_back(waiting, now=now)


def _keep_as_plan(sending: Sending, given: list[Answer], by: Person, now: datetime) -> None:
    planned, member = sending.planned, sending.membership
    words = next((one.words for one in given if one.words), "")
    if words and planned.asks_intention and planned.cohort and sending.person_id == member.person_id:
        intend(member, planned.cohort, words, by=by, now=now)


@transaction.atomic
def take_back(sending: Sending, *, by: Person, now: datetime) -> bool:
    """As if nothing had been answered; a call asked for with it is asked for no more."""
    given = list(sending.said.all())
    if not given:
        return False
    member = sending.membership
    if _asks_for_a_call(given) and sending.person_id == member.person_id:
        _call_no_more(sending, now)
    sending.said.all().delete()
    sending.planned.community.record("took-back", by, sending, at=now)
    return True


@transaction.atomic
def intend(membership, cohort, words: str, *, by: Person, now: datetime) -> Intention | None:
    """What somebody means to do at work, in their words; None when these are the last ones already."""
    words = " ".join(words.split())[: Intention.LONGEST]
    last = Intention.objects.filter(membership=membership, cohort=cohort).order_by("said_at", "pk").last()
    if not words or (last and last.words == words):
        return None
    noted_by = by if by.pk != membership.person_id else None
    said = Intention.objects.create(
        membership=membership, cohort=cohort, words=words, said_at=now, noted_by=noted_by
    )
    membership.community.record("intended", membership.person, said, at=now)
    return said
