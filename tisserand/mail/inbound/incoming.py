"""A mail that came in, read; and how what it is for may refuse it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from tisserand.people.models import Person


class File(NamedTuple):
    """A file joined to a mail, as it came: its name and type are the sender's word, nothing was unpacked."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Incoming:
    """What a target is given: `def reply(mail: Incoming, pk: int, *, now: datetime) -> None`.

    It is called inside the transaction that marks the mail as done: all it writes, or nothing, is kept, and
    it is never called again for a mail it has taken. It may raise `Refused`, and no more than that.

    `verified`: the mail came to an address that only this person was given, and from their own address. When
    False, anybody may have written it: ask the person for a confirmation, publish nothing.
    `whole_subject`: with what programs and lists put before it, « Re: », « [list] ».
    `meeting`: what a calendar program answers to an invitation (iMIP), for a target that takes such mails.
    `text`: what they wrote, without quotations and signature; empty when they only joined files.
    """

    person: Person
    verified: bool
    recipient: str
    sender: str
    subject: str
    text: str
    whole_text: str
    message_id: str
    received_at: datetime
    language: str
    html: str = ""
    attachments: list[File] = field(default_factory=list)
    in_reply_to: str = ""
    whole_subject: str = ""
    meeting: bytes = b""


def takes_meetings(target: Callable) -> Callable:
    """Decorate a target to which calendar programs may answer: elsewhere what they write is left aside."""
    target.meetings = True
    return target


def good_while(lasts: Callable[..., bool]) -> Callable[[Callable], Callable]:
    """Decorate a target: its addresses stay good as long as `lasts(pk, now=now)`, however old they are."""

    def mark(target: Callable) -> Callable:
        target.lasts = lasts
        return target

    return mark


def sealed(target: Callable) -> Callable:
    """Decorate a target: once it has taken a mail in, no copy of the mail as it came is kept."""
    target.sealed = True
    return target


class Refused(Exception):
    """Not to be taken in. `words`, in the person's language, say why and what to do; they are answered."""

    def __init__(self, words: str):
        super().__init__(str(words))
        self.words = str(words)
