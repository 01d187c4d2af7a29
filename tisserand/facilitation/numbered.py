"""What somebody answers to several questions by replying to the mail: « 1. Oui 2. Non 3. Des exemples ».

Numbers are tolerated in every way people write them; without any, one line for each question is understood.
What belongs to no question is kept apart rather than lost.
"""

import re

from tisserand.communities.names import fold
from tisserand.mail.characters import tidy

from .answering import Said
from .models import Answer

# « 1. », « 2) », « 3 - », « Q4 : », « n° 5 = »
_MARKED = re.compile(r"(?:question|q|n°|nº|no\.?|#)?\s{0,3}([1-9])\s{0,3}(?:[.)\]:=°/–—-]\s{0,3})+(.*)", re.I)
_BARE = re.compile(r"([1-9])\s{1,3}(\S.*)")
LONGEST = 10_000  # of a mail: what is after is left to who reads it


def read(text: str, questions: list[dict]) -> dict[int, Said]:
    """By question, what this text answers; nothing of an empty one."""
    rows = [line.strip() for line in tidy(text[:LONGEST]).splitlines() if line.strip()]
    if not rows:
        return {}
    if found := _by_number(rows, questions):
        return found
    if len(questions) == 1:
        return {0: _said(questions[0], " ".join(rows))}
    if len(rows) == len(questions) and all(map(_fits, questions, rows)):
        return {place: _said(questions[place], row) for place, row in enumerate(rows)}
    if questions[0]["choices"] and _chosen(questions[0]["choices"], rows[0]) is not None:
        rest = {Answer.ASIDE: Said(words="\n".join(rows[1:]))} if rows[1:] else {}
        return {0: _said(questions[0], rows[0])} | rest
    return {Answer.ASIDE: Said(words="\n".join(rows))}


def _by_number(rows: list[str], questions: list[dict]) -> dict[int, Said]:
    said: dict[int, list[str]] = {}
    last = -1
    for row in rows:
        place, words = _numbered(row, questions)
        if place is not None and place > last:
            last, said[place] = place, [words]
        elif last >= 0:
            said[last].append(row)
    joined = {place: "\n".join(filter(None, some)) for place, some in said.items()}
    return {place: _said(questions[place], words) for place, words in joined.items() if words}


def _numbered(row: str, questions: list[dict]) -> tuple[int | None, str]:
    if found := _MARKED.match(row):
        place, words = int(found[1]) - 1, found[2].strip()
        return (place, words) if place < len(questions) else (None, row)
    if found := _BARE.match(row):
        # « 2 heures » is no answer to the second question, « 2 oui » is.
        place, words = int(found[1]) - 1, found[2].strip()
        if place < len(questions) and _chosen(questions[place]["choices"], words) is not None:
            return place, words
    return None, row


def _fits(question: dict, words: str) -> bool:
    return not question["choices"] or _chosen(question["choices"], words) is not None


def _said(question: dict, words: str) -> Said:
    """A choice that the words name; the words too when they say more."""
    number = _chosen(question["choices"], words)
    if number is None:
        return Said(words=words)
    alone = _plain(words) == _plain(question["choices"][number]["label"])
    return Said(number, "" if alone else words)


def _chosen(choices: list[dict], words: str) -> int | None:
    """The choice these words begin with: of « Oui » and « Oui, souvent » the longest that fits."""
    said, fitting = _plain(words), {}
    for place, one in enumerate(choices):
        label = _plain(one["label"])
        if label and (said == label or said.startswith(f"{label} ")):
            fitting[place] = len(label)
    return max(fitting, key=lambda place: fitting[place]) if fitting else None


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w]+|_", " ", fold(text)).split())
