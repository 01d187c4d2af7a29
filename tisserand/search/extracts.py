"""The part of a text that answers, its words marked."""

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from tisserand.mail.characters import single_spaced

from .words import Word, composed, words_of

LENGTH = 260  # characters
BEFORE = 60  # of them, before the first word found
READ = 20_000  # characters of a text in which the words are looked for


def marked(text: str, terms: set[str], language: str) -> SafeString:
    """The whole of a short text, the words of these terms marked."""
    text = composed(text)
    return _mark(text, 0, len(text), [word for word in words_of(text, language) if word.term in terms])


def extract(text: str, terms: set[str], language: str) -> SafeString:
    """Some lines of a text, where most of these terms stand together; its beginning when none does."""
    text = composed(single_spaced(text))[:READ]
    found = [word for word in words_of(text, language) if word.term in terms]
    first = _densest(found)
    start = _cut(text, found[first].start - BEFORE) if found else 0
    end = _cut(text, start + LENGTH) if start + LENGTH < len(text) else len(text)
    shown = _mark(text, start, end, [word for word in found if start <= word.start and word.end <= end])
    return mark_safe(("… " if start else "") + shown + (" …" if end < len(text) else ""))  # noqa: S308  escaped


def _densest(found: list[Word]) -> int:
    """The word from which most different terms stand within one extract."""
    best, most = 0, 0
    for number, word in enumerate(found[:200]):
        within = {one.term for one in found[number : number + 40] if one.end <= word.start + LENGTH - BEFORE}
        if len(within) > most:
            best, most = number, len(within)
    return best


def _cut(text: str, place: int) -> int:
    """The nearest place between two words, at or after this one, if there is one soon."""
    if place <= 0:
        return 0
    space = text.find(" ", place, place + 40)
    return space + 1 if space >= 0 else place


def _mark(text: str, start: int, end: int, found: list[Word]) -> SafeString:
    pieces, place = [], start
    for word in found:
        pieces += [escape(text[place : word.start]), "<mark>", escape(text[word.start : word.end]), "</mark>"]
        place = word.end
    return mark_safe("".join([*pieces, escape(text[place:end].rstrip())]))  # noqa: S308  each piece is escaped
