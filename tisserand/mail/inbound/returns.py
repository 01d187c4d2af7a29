"""Mail that comes back: which of ours could not be delivered, and whose address answers no more."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.message import Message

from django.db import transaction

from .. import refusals, words
from ..lost_addresses import note_returned
from ..models import Envelope
from . import bodies, headers
from .reading import Letter

# Ours (mail/headers): what a notice without the standard parts quotes somewhere.
OUR_ID = re.compile(r"<[0-9a-f]{32}@[^<>\s]{1,255}>")
STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
UNDELIVERED = re.compile(
    r"undeliver|non[ -]remis|delivery (?:status|failure)|failure notice|returned mail|mail delivery"
    r"|[ée]chec (?:de la )?(?:remise|distribution)|delivery has failed"
    r"|n['’]a pas pu [êe]tre (?:remis|distribu)",
    re.IGNORECASE,
)
LEFT = (Envelope.State.SENT, Envelope.State.UNCERTAIN, Envelope.State.CLAIMED)


@dataclass(frozen=True)
class Return:
    """`message_ids` of ours that it may be about; what the other server said, beginning with its status."""

    message_ids: list[str]
    status: str
    said: str


def note(letter: Letter, *, now: datetime) -> bool:
    """Mark the mail that came back as not delivered; False when this is no such notice about one of ours.

    Read twice, it changes nothing more. A notice that delivery is only delayed says nothing yet.
    """
    found = returned(letter)
    if found is None or found.status.startswith("2") or not found.message_ids:
        return False
    verdict = refusals.answered(550, f"{found.status} {found.said}")
    why = words.UNREACHABLE if found.status.startswith("4") else verdict.why
    with transaction.atomic():
        sent = Envelope.objects.filter(message_id__in=found.message_ids[:20]).select_related("person").first()
        if sent is None:
            return False
        problem = f"{why}: {verdict.said}"[:300]
        mine = Envelope.objects.filter(pk=sent.pk, state__in=LEFT)
        if mine.update(state=Envelope.State.FAILED, problem=problem) and why == words.NO_SUCH_ADDRESS:
            note_returned(sent, verdict.said, now=now)
    return True


def returned(letter: Letter) -> Return | None:
    """What a notice says, in the standard form (RFC 3464) or in any other that is known for one."""
    blocks, ids = [], []
    for part in bodies.parts(letter.message):
        kind = part.get_content_type()
        payload = part.get_payload()
        if kind == "message/delivery-status" and isinstance(payload, list):
            blocks += [block for block in payload if isinstance(block, Message)]
        elif kind == "message/rfc822" and isinstance(payload, list) and isinstance(payload[0], Message):
            ids += headers.ids(headers.raw(payload[0], "Message-ID"))
        elif kind == "text/rfc822-headers":
            ids += re.findall(r"(?im)^message-id:\s*(<[^<>\s]{1,900}>)", bodies.decoded(part))
    if blocks:
        failed = [block for block in blocks if headers.raw(block, "Action").lower() == "failed"]
        if not failed:
            return None
        said = re.sub(r"^\s*[\w-]+\s*;\s*", "", headers.raw(failed[0], "Diagnostic-Code"))
        status = _status(headers.raw(failed[0], "Status"), said)
        return Return(ids or OUR_ID.findall(letter.whole_text), status, _without(status, said))
    return _by_its_words(letter, ids)


def _by_its_words(letter: Letter, ids: list[str]) -> Return | None:
    text = letter.whole_text[:20_000]
    if not UNDELIVERED.search(f"{headers.told(letter.message, 'Subject')}\n{text}"):
        return None
    return Return(ids or OUR_ID.findall(letter.whole_text), _status("", text), "")


def _status(told: str, said: str) -> str:
    """The status as it is told, or as the other server's words give it when it says nothing (5.0.0)."""
    found = STATUS.search(told)
    if found and not found[1].endswith(".0.0"):
        return found[1]
    closer = STATUS.search(said)
    return closer[1] if closer else (found[1] if found else "5.0.0")


def _without(status: str, said: str) -> str:
    """The words of the other server, without the codes that stand before them."""
    said = re.sub(r"^\d{3}[ -]", "", " ".join(said.split()))
    return said.removeprefix(status).strip()[:250] if status else said[:250]
