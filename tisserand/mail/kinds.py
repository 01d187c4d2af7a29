"""The kinds of mail. Each app names its own in its `emails.py`; `mail` composes them when they leave."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from .models import Envelope


class Class(StrEnum):
    """What a mail is for; decides limits, and what happens when nobody knows whether it left."""

    NECESSARY = "necessary"  # sign-in, invitation: never limited, sent again when unknown
    ANSWER = "answer"  # somebody spoke to this person: never limited, sent again when unknown
    NEWS = "news"  # follows the person's rhythm
    ENCOURAGEMENT = "encouragement"  # never sent again when unknown


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail; its type may carry parameters: `text/calendar; method=PUBLISH`. What is
    text is UTF-8."""

    name: str
    content: bytes
    mimetype: str


@dataclass(frozen=True)
class Content:
    """What a mail says: `<template>.txt` and `.html` rendered with `context`, in the person's language."""

    template: str
    subject: str
    context: dict = field(default_factory=dict)
    sender_name: str = ""
    thread_key: str = ""  # mails with the same key form a thread in a mail reader
    answers: dict = field(default_factory=dict)  # the ids, as posted, of what this mail answers
    list_name: str = ""  # the community's slug, for List-Id
    reply: tuple[str, int] | None = None  # (purpose, pk): what a reply to this mail answers
    reply_to: str = ""  # of whoever wrote in their own name: replies go to them too
    attachments: tuple[Attachment, ...] = ()


# `envelope.claimed_at` is the present; `envelope.items` are the ids that were posted, oldest first.
Compose = Callable[[Envelope], Content | None]


@dataclass(frozen=True)
class Kind:
    """`gather`: wait so long after the first one, so that the next ones come in the same mail; who asked for
    one mail a day gets them in the morning. A first answer, which leaves at once, is a kind of its own.
    `hold`: wait so long before leaving, so that it can be taken back.
    `sealed`: for its reader alone; the site's own mail box shows that it left, not whose it is nor what it
    says, save in a demonstration."""

    name: str
    mail_class: Class
    compose: Compose
    gather: timedelta | None = None
    hold: timedelta = timedelta()
    sealed: bool = False


class NotYet(Exception):
    """Raised by `compose`: the mail keeps its reason, and leaves from the moment `until` on."""

    def __init__(self, until: datetime):
        super().__init__(until)
        self.until = until


_kinds: dict[str, Kind] = {}


def kind(
    name: str,
    mail_class: Class,
    *,
    gather: timedelta | None = None,
    hold: timedelta = timedelta(),
    sealed: bool = False,
):
    """Register the decorated `compose(envelope)`; it returns None when the mail has lost its reason."""

    def register(compose: Compose) -> Compose:
        if name in _kinds and _kinds[name].compose.__module__ != compose.__module__:
            raise ValueError(f"mail kind {name!r} is taken")
        _kinds[name] = Kind(name, mail_class, compose, gather, hold, sealed)
        return compose

    return register


def named(name: str) -> Kind:
    return _kinds[name]


def sealed(name: str) -> bool:
    return name in _kinds and _kinds[name].sealed


def all_kinds() -> list[Kind]:
    return sorted(_kinds.values(), key=lambda kind: kind.name)
