"""What people answer to the mails of a plan, by a button or in words."""

from datetime import datetime

from django.db import transaction

from tisserand.communities import calling
from tisserand.people.models import Person

from .meanings import MEANINGS
from .models import Answer, Intention, Sending


@transaction.atomic
def say(sending: Sending, place: int, *, by: Person, now: datetime) -> Answer:
    """This button; one answer counts for each mail, the last. Who asks for a call is called."""
    Sending.objects.select_for_update(of=("self",)).get(pk=sending.pk)
    means = sending.answers[place]["means"]
    said = {"number": place, "means": means, "said_at": now}
    given, _made = Answer.objects.update_or_create(sending=sending, defaults=said)
    community, member = sending.planned.community, sending.membership
    community.record("answered", by, sending, at=now, means=means)
    mine = sending.person_id == member.person_id
    if MEANINGS[means].calls and mine:
        label = sending.answers[place]["label"]
        calling.ask(member, phone=member.person.phone, words=f"{sending.subject} — {label}", now=now)
    return given


@transaction.atomic
def take_back(sending: Sending, *, by: Person, now: datetime) -> bool:
    """As if nothing had been pressed; a call asked for with it is asked for no more."""
    gone = Answer.objects.filter(sending=sending).first()
    if gone is None:
        return False
    community, member = sending.planned.community, sending.membership
    if MEANINGS[gone.means].calls and sending.person_id == member.person_id:
        waiting = calling.waited_for(member)
        if waiting and waiting.words.startswith(sending.subject):
            calling.take_back(waiting, now=now)
    gone.delete()
    community.record("took-back", by, sending, at=now)
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
