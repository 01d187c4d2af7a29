"""What changed from one wording to the next: paragraphs first, then the words of those that stayed alike.

A text may be long and difflib is slow when everything differs: words are compared in paragraphs of a page at
most, and longer ones are shown whole, as removed and added.
"""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

MOST_WORDS = 1_200  # of two paragraphs together that are compared word by word
ALIKE = 0.4  # of their words: less, and the paragraph is another one

_TOKENS = re.compile(r"\w+|\s+|[^\w\s]")


class Change(StrEnum):
    SAME, ADDED, REMOVED = "same", "added", "removed"


@dataclass(frozen=True)
class Piece:
    change: Change
    text: str


Paragraph = list[Piece]


def differences(before: str, after: str) -> list[Paragraph]:
    """The paragraphs of both, in order, each in pieces that stayed, came or went."""
    old, new = before.split("\n\n"), after.split("\n\n")
    found: list[Paragraph] = []
    for how, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if how == "equal":
            found += [[Piece(Change.SAME, text)] for text in old[a:b]]
        else:
            found += _replaced([text for text in old[a:b] if text], [text for text in new[c:d] if text])
    return found


def _replaced(old: list[str], new: list[str]) -> list[Paragraph]:
    """Paragraphs side by side, those that are alike in one."""
    found: list[Paragraph] = []
    for before, after in zip(old, new, strict=False):
        found += _words(before, after)
    found += [[Piece(Change.REMOVED, text)] for text in old[len(new) :]]
    return found + [[Piece(Change.ADDED, text)] for text in new[len(old) :]]


def _words(before: str, after: str) -> list[Paragraph]:
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if len(old) + len(new) > 2 * MOST_WORDS or matcher.ratio() < ALIKE:
        return [[Piece(Change.REMOVED, before)], [Piece(Change.ADDED, after)]]
    pieces: Paragraph = []
    for how, a, b, c, d in matcher.get_opcodes():
        if how == "equal":
            pieces.append(Piece(Change.SAME, "".join(old[a:b])))
            continue
        if b > a:
            pieces.append(Piece(Change.REMOVED, "".join(old[a:b])))
        if d > c:
            pieces.append(Piece(Change.ADDED, "".join(new[c:d])))
    return [pieces]


def counted(paragraphs: list[Paragraph], change: Change) -> int:
    """How many passages came, or went."""
    return sum(piece.change == change for pieces in paragraphs for piece in pieces)
