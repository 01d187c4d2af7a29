"""A page of results, as one member reads it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tisserand.communities.models import Membership

from .asking import Query, understood
from .extracts import extract, marked
from .finding import SHOWN_AT_MOST, Hit, Match, find
from .forms import Narrowing
from .sources import Shown, named

PAGE = 10


@dataclass
class Result:
    """One document found: its title and an extract with the words marked, and why it is here."""

    template: str
    title: SafeString
    text: SafeString
    url: str
    author: str
    written_at: datetime
    why: str
    thing: Any


@dataclass
class Results:
    query: Query
    page: list[Result]
    number: int
    count: int

    @property
    def count_words(self) -> str:
        if self.count >= SHOWN_AT_MOST:
            return _("the %(count)s best results") % {"count": self.count}
        return ngettext("one result", "%(count)s results", self.count) % {"count": self.count}

    @property
    def read_as(self) -> list[tuple[str, str]]:
        """(what was typed, what it was taken for)."""
        return [(asked.word, asked.read_as) for asked in self.query.words if asked.read_as]

    def has_previous(self) -> bool:
        return self.number > 1

    def has_next(self) -> bool:
        return self.number * PAGE < self.count

    def previous_page_number(self) -> int:
        return self.number - 1

    def next_page_number(self) -> int:
        return self.number + 1


def search(text: str, narrowing: Narrowing, membership: Membership, *, now: datetime, number: int) -> Results:
    """A page of what answers `text`; nothing when neither words nor a filter were given."""
    query = understood(text, membership.community)
    if not query.words and (query.text or not narrowing.said):
        return Results(query, [], 1, 0)
    matches = find(query, narrowing.narrowed(), membership)
    number = min(number, max(1, (len(matches) + PAGE - 1) // PAGE))
    shown = _shown(matches[(number - 1) * PAGE : number * PAGE], query, membership, now)
    return Results(query, shown, number, len(matches))


def _shown(matches: list[Match], query: Query, membership: Membership, now: datetime) -> list[Result]:
    wanted: dict[str, dict[int, list[int]]] = {}
    for match in matches:
        wanted.setdefault(match.source, {})[match.key] = [match.best.passage.part]
    said = {name: named(name).shown(found, membership, now) for name, found in wanted.items()}
    terms = {term for asked in query.words for term in asked.terms}
    language = membership.community.language
    pairs = ((match, said[match.source].get(match.key)) for match in matches)
    return [_result(match, shown, query, terms, language) for match, shown in pairs if shown]


def _result(match: Match, shown: Shown, query: Query, terms: set[str], language: str) -> Result:
    part = match.best.passage.part
    return Result(
        template=named(match.source).template,
        title=marked(shown.title, terms, language),
        text=extract(shown.texts.get(part, ""), terms, language),
        url=shown.urls.get(part, ""),
        author=shown.authors.get(part, ""),
        written_at=match.best.passage.written_at,
        why=_("made from a conversation that answers") if match.speaks_for else why(match.best, query),
        thing=shown.thing,
    )


def why(hit: Hit, query: Query) -> str:
    """Why this result is here, in words."""
    found = hit.in_title | hit.in_text
    missing = [asked.word for asked in query.words if asked.word not in found]
    if not query.words:
        return ""
    if missing:
        return _("without “%(words)s”") % {"words": _("”, “").join(missing)}
    if query.phrases:
        return _("these very words")
    if len(query.words) == 1:
        return _("in the title") if hit.in_title else _("in the message")
    if hit.in_title == found:
        return _("all your words in the title")
    return (
        _("all your words in the title and the message")
        if hit.in_title
        else _("all your words in the message")
    )
