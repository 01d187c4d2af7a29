"""Mails that only say one known thing: « fait », « bloqué, appelez-moi », « moins de mails ».

Such a sentence stands for an answer by one click. Each app declares its own in its `by_mail.py`. Whatever is
not understood, or says one word more, is an ordinary mail: nothing that people write is lost.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from django.core.exceptions import ValidationError
from django.db import transaction

from tisserand.mail import answering, outbox
from tisserand.mail.inbound import Incoming

from .models import Membership
from .names import fold

LONGEST = 200  # characters; whoever writes more has more to say


@dataclass(frozen=True)
class Said:
    """The answer by one click that a sentence stands for, and what its form would hold. `quiet`: once it is
    done, no mail says so."""

    answer: str
    pk: int
    values: dict = field(default_factory=dict)
    quiet: bool = False


class Known(Protocol):
    """What can be heard of a mail: a `Sentence`, or something else that knows when it is said."""

    def is_said(self, mail: Incoming, member: Membership) -> bool: ...


@dataclass(frozen=True)
class Sentence:
    """Understood when it holds `telling`, and of other words only some of `among`.

    Words are folded: « C’est résolu ! » is `c est resolu`. A question mark makes another sentence of it,
    unless it is a request (`asks`), which may also hold numbers and hours.
    """

    telling: re.Pattern
    among: frozenset[str]
    asks: bool = False

    def is_said(self, mail: Incoming, member: Membership) -> bool:
        text = mail.text or mail.subject
        said = bare(text, member)
        if mail.attachments or ("?" in text and not self.asks) or not self.telling.search(said):
            return False
        return all(map(self._may_be_there, self.telling.sub(" ", said).split()))

    def _may_be_there(self, word: str) -> bool:
        return word in self.among or (self.asks and bool(re.fullmatch(r"\+?\d+(h\d*|am|pm)?", word)))


def sentence(telling: str, *, among: str, asks: bool = False) -> Sentence:
    """`telling`: words, between commas, one of which is needed; `among`: words that may stand around."""
    words = "|".join(re.escape(word.strip()) for word in telling.split(","))
    return Sentence(re.compile(rf"\b(?:{words})\b"), frozenset(among.split()), asks)


Meant = Callable[[Membership, Incoming, datetime], Said | None]
_known: list[tuple[Known, Meant]] = []


def means(known: Known) -> Callable[[Meant], Meant]:
    """Register what a sentence means when somebody mails it; None when it means nothing to them now."""

    def register(meant: Meant) -> Meant:
        _known.append((known, meant))
        return meant

    return register


def heard(mail: Incoming, member: Membership, *, now: datetime) -> Said | None:
    """What this mail says, when it says one known thing and nothing else. `now` is the present."""
    meanings = (meant for known, meant in _known if known.is_said(mail, member))
    return next((said for meant in meanings if (said := meant(member, mail, now))), None)


def obey(said: Said, mail: Incoming, *, about: tuple[str, int], now: datetime) -> bool:
    """Do it and write to the person what was done, with the way back; ask them first when anybody may have
    written the mail. False when it makes no sense (any more): then it is an ordinary mail.

    `about` is what a reply to our mail answers, as Content.reply has it.
    """
    choice = answering.find(said.answer, mail.person, said.pk, now=now)
    if choice is None:
        return False
    if mail.verified and not choice.said:
        try:
            with transaction.atomic():
                choice.say(now, **said.values)
        except ValidationError:
            return False
    if said.quiet and mail.verified:
        return True
    words = " ".join((mail.text or mail.subject).split())[:LONGEST]
    outbox.post(
        "said-by-mail",
        mail.person,
        now=now,
        answer=said.answer,
        pk=said.pk,
        words=words,
        reply=list(about),
    )
    return True


def only_thanks(mail: Incoming, member: Membership) -> bool:
    """Whether this mail says thank you, or good-bye, and nothing else."""
    return 0 < len(mail.text.strip()) <= LONGEST and not bare(mail.text, member) and not mail.attachments


def says_yes(mail: Incoming) -> bool:
    """« Oui », “Hello, yes, publish it.”: short, beginning so, without a question or a word against it."""
    text = fold(mail.text.strip())
    said = _plain(_OPENING.sub("", text, count=1))
    plain = len(text) <= LONGEST and "?" not in text and not mail.attachments
    return plain and bool(_YES.match(said)) and not _AGAINST.search(said)


_YES = re.compile(r"(?:oui|yes|ok|okay|d accord|publie[rz]?|publish)\b")
_AGAINST = re.compile(
    r"\b(?:non|no|not|pas|point|jamais|never|don t|dont|mais|but|sauf|except|attendez|wait)\b"
)
_OPENING = re.compile(r"\s*(?:bonjour|bonsoir|salut|coucou|hello|hi|hey|dear)\b[^\n,.;:!?]{0,40}[\n,.;:!?]+")
_THANKS = (
    r"(?:(?:un grand )?merci(?: beaucoup| bien| infiniment| d avance| encore| a vous| a tous| a toutes)*"
    r"|(?:many )?thanks?(?: you)?(?: very much| so much| a lot| again| everyone)*|thx|svp|s il vous plait)"
)
_BEFORE = re.compile(
    rf"^(?:{_THANKS}|bonjour|bonsoir|salut|coucou|hello|hi|hey|ok|okay|oui|yes|voila|ca y est|super|parfait"
    r"|genial|great|perfect)\b ?"
)
_AFTER = re.compile(
    rf" ?\b(?:{_THANKS}|bien (?:cordialement|a vous)|cordialement|bonne (?:journee|soiree)|belle journee"
    r"|a bientot|a plus|(?:best |kind )?regards|cheers|have a (?:nice|good) day|please)$"
)


def bare(text: str, member: Membership) -> str:
    """What a short mail says, bare: « Bonjour Claire,\\nC’est fait ! Merci\\nAmina » → « c est fait ».

    "" when it is not short, or says nothing but greetings and thanks.
    """
    if len(text.strip()) > LONGEST:
        return ""
    said = _plain(_OPENING.sub("", fold(text.strip()), count=1))
    names = [_plain(fold(name)) for name in (member.person.name, member.person.given_name)]
    while True:
        before = said
        said = _BEFORE.sub("", _AFTER.sub("", said))
        for name in filter(None, names):
            said = "" if said == name else said.removesuffix(f" {name}")
        if said == before:
            return said


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w+]|_", " ", text).split())
