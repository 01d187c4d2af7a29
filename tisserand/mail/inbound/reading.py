"""From the bytes of a mail to what a person wrote in it."""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from email.parser import BytesParser

from ..characters import tidy
from . import bodies, headers, markup, saying
from .incoming import File

LONGEST_TEXT = 200_000
LONGEST_HEADER = 5_000
ADDRESS = re.compile(
    r"[^\s<>,;:\"()\x00-\x1f\ud800-\udfff]{1,80}@[^\s<>,;:\"()\x00-\x1f\ud800-\udfff]{1,255}"
)
ADDRESSED = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Forwarded-To", "Resent-To")


@dataclass(frozen=True)
class Letter:
    """A mail that could be read. `sender` is the address it says it is from, which anybody can write."""

    message: Message
    sender: str
    addressees: list[str]
    subject: str
    text: str
    whole_text: str
    html: str
    files: list[File]
    message_id: str
    in_reply_to: str
    whole_subject: str = ""


class Careful(Message):
    """A message whose headers are looked at no further than is reasonable: their parameters are taken apart
    in time proportional to the square of their length, already while the mail is cut into parts."""

    def get(self, name, failobj=None):
        value = super().get(name, failobj)
        return value[:LONGEST_HEADER] if isinstance(value, str) else value


def read(raw: bytes) -> Letter:
    """Read a mail, whatever its age and its faults; of its text, the first 200,000 characters.

    What the standard parser cannot stand raises anything: parts within parts a thousand times.
    """
    message = message_from_bytes(raw, _class=Careful, policy=policy.compat32)
    plain, html, files = bodies.pieces(message)
    name, sender = headers.author(headers.raw(message, "From"))
    whole = tidy((plain if plain.strip() else markup.lines_of(html))[:LONGEST_TEXT])
    text = saying.said(whole, name)
    if not text and html:
        text = saying.said(tidy(markup.lines_of(html)), name)
    return Letter(
        message=message,
        sender=sender,
        addressees=addressees(message),
        subject=headers.clean_subject(headers.told(message, "Subject"))[0],
        text=text,
        whole_text=whole.strip(),
        html=html,
        files=files,
        message_id=(headers.ids(headers.raw(message, "Message-ID")) or [""])[0],
        in_reply_to=(headers.ids(headers.raw(message, "In-Reply-To")) or [""])[0],
        whole_subject=headers.told(message, "Subject").strip()[:400],
    )


def head(raw: bytes) -> Message:
    """The headers alone, which costs little whatever stands below them."""
    return BytesParser(_class=Careful, policy=policy.compat32).parsebytes(raw, headersonly=True)


def addressees(message: Message) -> list[str]:
    """Every address it is written to, as its headers say: for people, and as noted by servers on the way."""
    found = [ADDRESS.findall(headers.raw(message, name)) for name in ADDRESSED]
    return list(dict.fromkeys(address.lower() for some in found for address in some))


def wrote(raw: bytes | memoryview, at_most: int = 2_000) -> str:
    """The beginning of what the sender wrote, to give it back; "" when it is no longer there to be read."""
    try:
        text = read(bytes(raw)).text
    except Exception:  # the standard parsers raise anything on odd mail
        return ""
    return text if len(text) <= at_most else text[:at_most].rsplit(" ", 1)[0] + " […]"
