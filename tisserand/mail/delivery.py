"""How mail leaves: claimed by one worker, composed, handed to the server, noted. Never twice, never lost.

A row goes waiting → claimed → sent. Each step is one conditional update, so of two workers one wins. What a
worker that died leaves behind is decided when its lease is over: if it had not yet handed the mail over,
nothing has left and the mail waits again. If it had, nobody knows; then the class decides.
"""

import logging
import time
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.mail import get_connection
from django.db.models import F

from tisserand.people.models import Person

from . import composing, kinds, refusals, rhythm, words
from .kinds import Class
from .models import Envelope

logger = logging.getLogger(__name__)

# One call does no more than this; the next beat goes on.
AT_MOST = 200
NO_LONGER_THAN = timedelta(seconds=30)
# Longer than the slowest conversation with a mail server can last (settings.EMAIL_TIMEOUT for each step).
LEASE = timedelta(minutes=5)
BACKOFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720)]
# When nobody knows whether it left: send it again, under the same Message-ID.
AGAIN_WHEN_UNKNOWN = {Class.NECESSARY, Class.ANSWER}

State = Envelope.State


def deliver_due(now: datetime, *, at_most: int = AT_MOST) -> int:
    """Send what is due, oldest first; how many envelopes were dealt with. Bounded in number and in time.

    To be called outside a transaction. When the mail server does not answer, nothing is claimed.
    """
    recover(now)
    due = Envelope.objects.filter(state=State.WAITING, due_at__lte=now).order_by("due_at", "pk")
    return deliver(due.values_list("pk", flat=True)[:at_most], now)


def deliver(envelope_ids: Iterable[int], now: datetime) -> int:
    """Send those of these envelopes that still wait when their turn comes; how many this worker took."""
    begun, taken, server = time.monotonic(), 0, _Server()
    try:
        for pk in list(envelope_ids):
            moment = now + timedelta(seconds=time.monotonic() - begun)
            if moment - now > NO_LONGER_THAN or not server.ready():
                break
            if envelope := claim(pk, moment):
                taken += 1
                _send(envelope, server, moment)
    finally:
        server.close()
    return taken


def claim(pk: int, now: datetime) -> Envelope | None:
    """Take one waiting envelope; None when another worker has it, or it was taken back."""
    waiting = Envelope.objects.filter(pk=pk, state=State.WAITING, due_at__lte=now)
    if not waiting.update(state=State.CLAIMED, claimed_at=now, handed_at=None, attempts=F("attempts") + 1):
        return None
    # Read after the claim: until then things were still being gathered in it.
    return Envelope.objects.select_related("person").get(pk=pk)


def recover(now: datetime) -> None:
    """Decide on what workers that died have left claimed."""
    for envelope in Envelope.objects.filter(state=State.CLAIMED, claimed_at__lt=now - LEASE):
        if envelope.handed_at is None:
            _note(envelope, state=State.WAITING)
        else:
            _unknown(envelope, now)


def _send(envelope: Envelope, server: "_Server", now: datetime) -> None:
    try:
        message = _composed(envelope, now)
    except Exception:
        logger.exception("envelope %s (%s) could not be composed", envelope.pk, envelope.kind)
        _try_later(envelope, words.BROKEN, now)
        return
    if message is None:
        return
    noted = {"handed_at": now, "message_id": message.extra_headers["Message-ID"], "subject": message.subject}
    if not _note(envelope, **noted):
        return
    try:
        server.connection.send_messages([message])
    except Exception as problem:
        server.close()
        _after(problem, envelope, now)
    else:
        _note(envelope, state=State.SENT, sent_at=now, problem="")


def _composed(envelope: Envelope, now: datetime):
    """The message, or None when the mail is not to be sent any more; that is then noted."""
    kind, person = kinds.named(envelope.kind), envelope.person
    reason = _against(kind, person)
    if not reason and (content := composing.content(envelope, kind)):
        return composing.message(envelope, kind, content)
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
        _note(envelope, state=State.FAILED, problem=f"{verdict.why}: {verdict.said}"[:300])
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
    _note(envelope, state=State.WAITING, due_at=now + BACKOFF[envelope.attempts - 1], problem=problem)


def _note(envelope: Envelope, **values) -> bool:
    """Write what happened, unless the lease was lost and somebody else has written since."""
    mine = Envelope.objects.filter(pk=envelope.pk, state=State.CLAIMED, claimed_at=envelope.claimed_at)
    return bool(mine.update(**values))


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
