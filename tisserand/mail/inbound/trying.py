"""Answering from the site's own mail box, in a demonstration: as a mail program would, by the same door."""

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import getaddresses, make_msgid

from django.conf import settings

from .. import addressing
from ..models import Letter
from . import headers, reading, receiving, targets
from .models import Arrival


def reply_addresses(letter: Letter) -> list[str]:
    """Where a reply to this letter comes to the site; none where nobody may try it, or nothing is read."""
    if not settings.DEMO or settings.PRODUCTION:
        return []
    said = headers.raw(reading.head(bytes(letter.raw)), "Reply-To")
    return [address for _name, address in getaddresses([said]) if targets.known(address)]


def answer(letter: Letter, text: str, *, now: datetime) -> list[Arrival]:
    """Hand the receiver what the reader of this letter writes back."""
    reader, to = addressing.bare(letter.recipient), reply_addresses(letter)
    came = headers.raw(reading.head(bytes(letter.raw)), "Message-ID")
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = reader, ", ".join(to)
    mail["Subject"] = f"Re: {headers.clean_subject(letter.subject)[0]}"
    mail["Message-ID"], mail["In-Reply-To"], mail["References"] = make_msgid(domain="localhost"), came, came
    mail.set_content(text)
    return receiving.receive(mail.as_bytes(), to, reader, now=now)
