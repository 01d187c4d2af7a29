"""A line of a room as one reader sees it: from plain facts, rendered once for all who see the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tisserand.people.models import Person
from tisserand.ui.templating.functions import avatar

from . import words
from .models import ChatMessage


class Reader(NamedTuple):
    """Whoever looks: their language and zone, and what they may do here."""

    person: int
    language: str
    zone: str
    moderates: bool

    @classmethod
    def of(cls, person: Person, *, moderates: bool) -> "Reader":
        return cls(person.pk, person.language, str(person.zone), moderates)


class Eyes(NamedTuple):
    """All that makes a line look otherwise to one reader than to another."""

    language: str
    zone: str
    moderates: bool
    mine: bool
    named: bool


@dataclass
class Line:
    """What is known of one message, without the database; shown to as many as one likes."""

    community: str  # its slug
    pk: int
    number: int
    changed_number: int
    author: int | None
    name: str
    avatar: SafeString
    html: SafeString
    written_at: datetime
    removed: bool
    removed_by_author: bool
    lifted_to: int | None
    lifted_title: str
    names: frozenset[int]

    def __post_init__(self) -> None:
        self._shown: dict[Eyes, str] = {}

    def shown_to(self, reader: Reader) -> SafeString:
        """Its HTML in their language, their zone, with the acts they have on it."""
        mine, named = self.author == reader.person, reader.person in self.names
        eyes = Eyes(reader.language, reader.zone, reader.moderates, mine, named)
        if eyes not in self._shown:
            self._shown[eyes] = self._seen_with(eyes)
        return SafeString(self._shown[eyes])

    def _seen_with(self, eyes: Eyes) -> str:
        with translation.override(eyes.language), timezone.override(eyes.zone):
            facts = {
                "line": self,
                "eyes": eyes,
                "name": self.name or _("A former member"),
                "acts": self._acts(eyes),
            }
            return render_to_string("chat/_line.html", facts)

    def _acts(self, eyes: Eyes) -> set[str]:
        if self.removed:
            may = eyes.mine if self.removed_by_author else eyes.moderates
            return {"restore"} if may else set()
        concerned = eyes.mine or eyes.moderates
        acts = {"remove"} if concerned else set()
        if not eyes.mine:
            acts.add("report")
        if concerned and self.author and self.lifted_to is None:
            acts.add("lift")
        return acts


def lines(messages: Iterable[ChatMessage], community: str) -> list[Line]:
    """`messages` were asked for with `for_reading`."""
    return [_line(message, community) for message in messages]


def _line(message: ChatMessage, community: str) -> Line:
    lift, author = message.lift, message.author
    thread = lift.thread if lift and lift.undone_at is None else None
    thread = thread if thread and thread.deleted_at is None else None
    return Line(
        community=community,
        pk=message.pk,
        number=message.number,
        changed_number=message.changed_number,
        author=message.author_id,
        name=author.name if author else "",
        avatar=avatar(author, "small"),
        html=words.shown(message.text),
        written_at=message.created_at,
        removed=message.deleted_at is not None,
        removed_by_author=message.deleted_by_author,
        lifted_to=thread.pk if thread else None,
        lifted_title=thread.title if thread else "",
        names=frozenset(mention.person_id for mention in message.mentions.all()),
    )
