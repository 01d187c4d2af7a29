"""How mail leaves: claimed by one worker, composed, handed to the server, noted. Never twice, never lost.

A row goes waiting → claimed → sent. Each step is one conditional update, so of two workers one wins. What a
worker that died leaves behind is decided when its lease is over: if it had not yet handed the mail over,
nothing has left and the mail waits again. If it had, nobody knows; then the class decides.
"""

import logging
import time
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import Case, F, Value, When

from tisserand.people.models import Person

from . import budget, composing, kinds, refusals, rhythm, words
from .kinds import Class
from .lost_addresses import note_returned
from .models import Envelope

logger = logging.getLogger(__name__)

# One call does no more than this; the next beat goes on.
AT_MOST = 200
TOGETHER = 20  # claimed and composed before the first of them leaves
NO_LONGER_THAN = timedelta(seconds=30)
# Longer than the slowest conversation with a mail server can last (settings.EMAIL_TIMEOUT for each step).
LEASE = timedelta(minutes=5)
BACKOFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720)]
# When nobody knows whether it left: send it again, under the same Message-ID.
AGAIN_WHEN_UNKNOWN = {Class.NECESSARY, Class.ANSWER}

State = Envelope.State


def deliver_due(now: datetime, *, at_most: int = AT_MOST) -> int:
    """Send what is due: what somebody waits for before the rest, oldest first; how many envelopes were
    dealt with. Bounded in number and in time.

    To be called outside a transaction. When the mail server does not answer, nothing is claimed.
    """
    recover(now)
    awaited = [kind.name for kind in kinds.all_kinds() if kind.mail_class in AGAIN_WHEN_UNKNOWN]
    due = Envelope.objects.filter(state=State.WAITING, due_at__lte=now).order_by(
        Case(When(kind__in=awaited, then=Value(0)), default=Value(1)), "due_at", "pk"
    )
    return deliver(due.values_list("pk", flat=True)[:at_most], now)


def deliver(envelope_ids: Iterable[int], now: datetime) -> int:
    """Send those of these envelopes that still wait when their turn comes; how many this worker took."""
    waiting, taken, turn = list(envelope_ids), 0, _Turn(now)
    try:
        while waiting and not turn.over and turn.server.ready():
            batch, waiting = waiting[:TOGETHER], waiting[TOGETHER:]
            taken += _send(claim(batch, turn.now), turn)
    finally:
        turn.server.close()
    return taken


@transaction.atomic
def claim(envelope_ids: list[int], now: datetime) -> list[Envelope]:
    """Take those that wait; not those that another worker has, or that were taken back."""
    waiting = Envelope.objects.filter(pk__in=envelope_ids, state=State.WAITING, due_at__lte=now)
    mine = list(waiting.select_for_update(skip_locked=True).values_list("pk", flat=True))
    taken = Envelope.objects.filter(pk__in=mine)
    taken.update(state=State.CLAIMED, claimed_at=now, handed_at=None, attempts=F("attempts") + 1)
    # Read after the claim: until then things were still being gathered in them.
    found = {envelope.pk: envelope for envelope in taken.select_related("person")}
    return [found[pk] for pk in envelope_ids if pk in found]


def recover(now: datetime) -> None:
    """Decide on what workers that died have left claimed."""
    for envelope in Envelope.objects.filter(state=State.CLAIMED, claimed_at__lt=now - LEASE):
        if envelope.handed_at is None:
            _wait(envelope, attempts=envelope.attempts - 1)
        else:
            _unknown(envelope, now)


def _send(claimed: list[Envelope], turn: "_Turn") -> int:
    """Hand over one after the other; how many were dealt with.

    That one was accepted is noted in the same transaction as that the next is handed over: one durable
    write a mail, and never more than one mail of which nobody knows.
    """
    composed = [(one, message) for one in claimed if (message := _composed(one, turn.now))]
    accepted: tuple[Envelope, datetime] | None = None
    for place, (envelope, message) in enumerate(composed):
        if turn.over or not turn.server.ready():
            for unsent, _message in composed[place:]:
                _wait(unsent, attempts=unsent.attempts - 1)
            break
        with transaction.atomic():
            _note_sent(accepted)
            accepted, handed = None, _hand(envelope, message, turn.now)
        if not handed:
            continue
        try:
            turn.server.connection.send_messages([message])
        except Exception as problem:
            turn.server.close()
            _after(problem, envelope, turn.now)
        else:
            accepted = (envelope, turn.now)
    _note_sent(accepted)
    return len(claimed)


def _hand(envelope: Envelope, message: EmailMultiAlternatives, now: datetime) -> bool:
    """Note that it is handed over to the server, if it still may be; inside a transaction."""
    kind, person = kinds.named(envelope.kind), envelope.person
    if budget.limits(kind.mail_class) and (free := budget.place_for(person, now)) > now:
        _hold(envelope, rhythm.in_their_hours(kind, person, free), words.ENOUGH)
        return False
    said = {"message_id": message.extra_headers["Message-ID"], "subject": message.subject}
    return _note(envelope, handed_at=now, **said)


def _note_sent(accepted: tuple[Envelope, datetime] | None) -> None:
    if accepted:
        envelope, at = accepted
        _note(envelope, state=State.SENT, sent_at=at, problem="")


def _composed(envelope: Envelope, now: datetime) -> EmailMultiAlternatives | None:
    """The message, or None when it does not leave now; why is then noted."""
    try:
        kind, person = kinds.named(envelope.kind), envelope.person
        person.cadence_here = envelope.data.get("cadence", "")
        if (moment := rhythm.in_their_hours(kind, person, now)) > now:
            _hold(envelope, moment)
            return None
        reason = _against(kind, person)
        if not reason and (content := composing.content(envelope, kind)):
            return composing.message(envelope, kind, content)
    except kinds.NotYet as later:
        _hold(envelope, rhythm.in_their_hours(kind, person, later.until))
        return None
    except Exception:
        logger.exception("envelope %s (%s) could not be composed", envelope.pk, envelope.kind)
        _try_later(envelope, words.BROKEN, now)
        return None
    _note(envelope, state=State.DROPPED, problem=reason or words.NO_REASON)
    return None


def _against(kind: kinds.Kind, person: Person) -> str:
    if not (person.email and person.is_active):
        return words.NO_ADDRESS
    return "" if rhythm.wanted(person, kind.mail_class) else words.NOT_WANTED


def _after(problem: Exception, envelope: Envelope, now: datetime) -> None:
    verdict = refusals.judge(problem)
    logger.warning("envelope %s was not accepted: %s", envelope.pk, verdict.said)
    if verdict.unknown:
        _unknown(envelope, now)
    elif verdict.for_good:
        noted = _note(envelope, state=State.FAILED, problem=f"{verdict.why}: {verdict.said}"[:300])
        if noted and verdict.why == words.NO_SUCH_ADDRESS:
            note_returned(envelope, verdict.said, now=now)
    else:
        _try_later(envelope, f"{verdict.why}: {verdict.said}"[:300], now)


def _unknown(envelope: Envelope, now: datetime) -> None:
    if kinds.named(envelope.kind).mail_class in AGAIN_WHEN_UNKNOWN:
        _try_later(envelope, words.UNREACHABLE, now)
    else:
        _note(envelope, state=State.UNCERTAIN)


def _try_later(envelope: Envelope, problem: str, now: datetime) -> None:
    if envelope.attempts > len(BACKOFF):
        _note(envelope, state=State.FAILED, problem=problem)
        return
    _wait(envelope, due_at=now + BACKOFF[envelope.attempts - 1], problem=problem)


def _hold(envelope: Envelope, until: datetime, why: str = "") -> None:
    """Not now, and it was not an attempt."""
    _wait(envelope, due_at=until, attempts=envelope.attempts - 1, problem=why)


def _wait(envelope: Envelope, **values) -> None:
    """Back among those that wait; without its key, for another may be gathering under it by now."""
    _note(envelope, state=State.WAITING, key="", **values)


def _note(envelope: Envelope, **values) -> bool:
    """Write what happened, unless the lease was lost and somebody else has written since."""
    mine = Envelope.objects.filter(pk=envelope.pk, state=State.CLAIMED, claimed_at=envelope.claimed_at)
    return bool(mine.update(**values))


class _Turn:
    """One call of `deliver`: its clock and its connection."""

    def __init__(self, began_at: datetime) -> None:
        self.began_at, self.begun, self.server = began_at, time.monotonic(), _Server()

    @property
    def now(self) -> datetime:
        return self.began_at + timedelta(seconds=time.monotonic() - self.begun)

    @property
    def over(self) -> bool:
        return self.now - self.began_at > NO_LONGER_THAN


class _Server:
    """One connection to the mail server for many mails, opened when first needed, known to be alive."""

    def __init__(self) -> None:
        self.connection = get_connection()

    def ready(self) -> bool:
        """Whether a mail can be handed over now. A connection that died meanwhile is opened again."""
        client = getattr(self.connection, "connection", None)
        try:
            if client is not None and hasattr(client, "noop") and client.noop()[0] != 250:
                self.close()
        except OSError:
            self.close()
        try:
            self.connection.open()
        except OSError as problem:
            logger.warning("the mail server does not answer: %s", problem)
            return False
        return True

    def close(self) -> None:
        try:
            self.connection.close()
        except OSError:
            logger.debug("the connection to the mail server was already gone")
        self.connection = get_connection()
