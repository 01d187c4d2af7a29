"""What was received is read, and handed to what it is for, once.

A row goes waiting → done, refused, ignored or failed. The call to the target and the mark are one
transaction: a process killed at any point leaves either both or neither, and the mail waits again.
"""

import logging
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation

from tisserand.people.models import Person

from .. import addressing
from ..lost_addresses import note_found
from . import answers, machines, reading, returns, targets
from .incoming import Incoming, Refused
from .models import Arrival
from .reading import Letter

log = logging.getLogger(__name__)

AT_MOST = 100
# While one worker has a mail in hand no other takes it; longer than the longest mail needs.
LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 6
PER_HOUR = 60  # mails of one person that are taken in; more is a machine that does not say so

State = Arrival.State


class Ignored(Exception):
    """Nothing to be done, and nobody to be told. Says why, for the page of administrators."""


def take_in_due(now: datetime, *, at_most: int = AT_MOST) -> int:
    """Deal with what waits, oldest first; how many mails. To be called outside a transaction."""
    due = Arrival.objects.filter(state=State.WAITING, due_at__lte=now).order_by("due_at", "pk")
    return sum(take_in(pk, now=now) for pk in list(due.values_list("pk", flat=True)[:at_most]))


def take_in(pk: int, *, now: datetime) -> bool:
    """Deal with one mail; False when another worker has it or it is done."""
    mine = Arrival.objects.filter(pk=pk, state=State.WAITING, due_at__lte=now)
    if not mine.update(attempts=F("attempts") + 1, due_at=now + LEASE):
        return False
    arrival, letter = Arrival.objects.get(pk=pk), None
    try:
        if arrival.attempts > MOST_ATTEMPTS:
            raise RuntimeError("its workers died too often")
        letter = reading.read(bytes(arrival.raw))
        _deal_with(arrival, letter, now)
    except Ignored as why:
        _end(arrival, State.IGNORED, now, problem=str(why))
    except answers.ToAnswer as no:
        with transaction.atomic():
            if _end(arrival, State.REFUSED, now, problem=no.problem, answer=no.words, person=no.person):
                answers.answer(arrival, no.person, now=now)
    except Exception as problem:
        _broken(arrival, letter, problem, now)
    return True


def _deal_with(arrival: Arrival, letter: Letter, now: datetime) -> None:
    meeting = machines.meeting_reply(letter.message) if targets.takes_meetings(arrival.recipient) else b""
    if not arrival.sender or (machines.wrote(letter.message) and not meeting):
        raise Ignored("returned" if returns.note(letter, now=now) else "automatic")
    known = _active(Person.objects.with_email(letter.sender))
    try:
        aim = targets.aim(arrival.recipient, now=now)
    except addressing.Late as late:
        person = Person.objects.filter(pk=late.bound.person_id).first()
        raise answers.because("late", _active(person)) from None
    except addressing.Forged:
        raise answers.because("forged", known) from None
    except targets.Unknown:
        raise answers.because("unknown", known) from None
    if not aim.bound and _also_signed(letter):
        raise Ignored("answers elsewhere")
    person = aim.person or known
    if person is None:
        raise Ignored("stranger")
    if arrival.size > len(arrival.raw):
        raise answers.because("too-big", person)
    if _too_many(person, now):
        raise answers.because("too-many", person)
    _hand_over(arrival, letter, aim, person, now, meeting)


def _hand_over(
    arrival: Arrival, letter: Letter, aim: targets.Aim, person: Person, now: datetime, meeting: bytes
) -> None:
    mail = Incoming(
        person=person,
        verified=aim.bound and letter.sender == person.email,
        recipient=arrival.recipient,
        sender=letter.sender,
        subject=letter.subject,
        text=letter.text,
        whole_text=letter.whole_text,
        html=letter.html,
        attachments=letter.files,
        message_id=letter.message_id,
        in_reply_to=letter.in_reply_to,
        whole_subject=letter.whole_subject,
        meeting=meeting,
        received_at=arrival.received_at,
        language=person.language,
    )
    try:
        with transaction.atomic(), translation.override(person.language), timezone.override(person.zone):
            kept = {"raw": b""} if aim.sealed else {}
            if _end(arrival, State.DONE, now, person=person, **kept):
                aim.call(mail, now=now)
                if mail.verified:
                    note_found(person)
    except Refused as no:
        raise answers.ToAnswer("refused", person, no.words) from None
    except ValidationError as no:
        raise answers.ToAnswer("refused", person, " ".join(no.messages)) from None


def _end(arrival: Arrival, state: str, now: datetime, **values) -> bool:
    """Note how it ended, unless somebody else has."""
    mine = Arrival.objects.filter(pk=arrival.pk, state=State.WAITING)
    return bool(mine.update(state=state, done_at=now, **values))


def _active(person: Person | None) -> Person | None:
    return person if person and person.is_active else None


def _also_signed(letter: Letter) -> bool:
    """Whether the same mail answers a signed address: who replies to all asks no new question."""
    return any(addressing.signed(address) for address in letter.addressees)


def _too_many(person: Person, now: datetime) -> bool:
    lately = Arrival.objects.filter(person=person, received_at__gt=now - timedelta(hours=1))
    return lately.count() >= PER_HOUR


def _broken(arrival: Arrival, letter: Letter | None, problem: Exception, now: datetime) -> None:
    """Our fault, or the database was away: again later; a mail that cannot be read stays so."""
    log.error("Mail %s could not be taken in: %s", arrival.pk, type(problem).__name__, exc_info=problem)
    if letter is not None and arrival.attempts < MOST_ATTEMPTS:
        again = now + timedelta(minutes=2**arrival.attempts)
        Arrival.objects.filter(pk=arrival.pk, state=State.WAITING).update(due_at=again)
        return
    told = f"{type(problem).__name__}: {problem}"[:300].replace("\0", "")
    with transaction.atomic():
        sender = _active(Person.objects.with_email(letter.sender)) if letter else None
        words = answers.words_for("broken", sender) if sender else ""
        if _end(arrival, State.FAILED, now, problem=told, answer=words, person=sender) and sender:
            answers.answer(arrival, sender, now=now)
