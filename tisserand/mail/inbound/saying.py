"""From the text of a mail to what is posted of it: their words, set as they would be on a page."""

import re
from itertools import pairwise

from . import quotes
from .quotes import Part

# A quotation of so many lines at most stands before an answer between the lines.
SHORT_QUOTE = 4
NARROW, WIDE = 60, 80  # lines of this width were folded by a mail program
# Left by mail programs where a picture stood.
_PICTURE = re.compile(r"\[(?:cid|image|inline image|image en ligne)\s?:[^\]\n]{0,200}\]", re.I)
_FAREWELL = re.compile(
    r"^(?:(?:bien |tr[èe]s |tr[èe]s bien )?(?:cordialement|amicalement|respectueusement|sinc[èe]rement)"
    r"|cordiales? salutations|salutations (?:distingu[ée]es|cordiales)|bien [àa] (?:vous|toi)|(?:bien )?cdl?t"
    r"|(?:(?:kind|best|warm|warmest|many) )?regards|best wishes|(?:yours )?sincerely|cheers)\s?[,.!]?$",
    re.I,
)
_CONFIDENTIAL = re.compile(
    r"^\W{0,3}(?:(?:ce|le pr[ée]sent) (?:message|courriel|mail|e-mail)\b.*(?:confidentiel|destinataire)"
    r"|(?:this|the information in this) (?:message|e-?mail)\b.*(?:confidential|intended)"
    r"|avertissement\s?:|(?:confidentiality|legal) notice|disclaimer\s?:"
    r"|(?:pensez|merci de penser) [àa] l['’]environnement|please consider the environment"
    r"|avant d['’]imprimer)",
    re.I,
)
_CONTACT = re.compile(
    r"(?:\+\d|\b0\d)[\d .()-]{7,}\d|[\w.+-]{1,64}@[\w-]{1,63}\.\w|\bwww\.|https?://|\b(?:t[ée]l|mob|fax|port|phone)\b\.?\s?:?",
    re.I,
)
# What somebody adds below their name: a postscript, a question, a sentence.
_PROSE = re.compile(r"^(?:p\.?\s?s\b|nb\b|n\.b\.)|^.*\?$|^(?:\S+\s+){3,}\S+[.!…]$", re.I)
_LIST_ITEM = re.compile(r"^\s*(?:[-*•–>|]|\d{1,3}[.)°]|[a-z]\))(?:\s|$)")
FAREWELL_LINES, CARD_LINES = 12, 10


def said(source: str, name: str = "") -> str:
    """What somebody of this name wrote: no quotation they do not speak to, no signature, no forced line ends.

    Short quotations that are answered between the lines are kept before each answer, marked with “> ”.
    """
    parts = quotes.parts(_PICTURE.sub("", source))
    between, blocks = _answers_between(parts), []
    for place, part in enumerate(parts):
        if part.kind == "own" and (own := _text(part)):
            blocks += [_spoken_to(parts[place - 1]), own] if place in between else [own]
    text = re.sub(r"\n{3,}", "\n\n", "\n\n".join(blocks)).strip()
    return unfolded(_without_card(_without_farewell(text), name)).strip()


def _text(part: Part) -> str:
    return "\n".join(part.lines).strip("\n").rstrip() if any(line.strip() for line in part.lines) else ""


def _answers_between(parts: list[Part]) -> set[int]:
    """Which parts answer the quotation above them: several do so, or another quotation follows."""
    last_quote = max((place for place, part in enumerate(parts) if part.kind == "quote"), default=-1)
    after = [place for place in range(1, len(parts)) if parts[place - 1].kind == "quote"]
    after = [place for place in after if parts[place].kind == "own" and _text(parts[place])]
    return {place for place in after if len(after) > 1 or place < last_quote}


def _spoken_to(quoted: Part) -> str:
    """The last paragraph of a quotation, when it is short."""
    lines = [line for line in quoted.lines if line.lstrip().startswith(">")]
    bare = [re.sub(r"^\s*(?:>\s?)+", "", line).strip() for line in lines]
    paragraph = "\n".join(bare).strip().split("\n\n")[-1].split("\n")
    if len(paragraph) > SHORT_QUOTE or not paragraph[0]:
        return ""
    return "\n".join(f"> {line}" for line in paragraph)


def _without_farewell(text: str) -> str:
    """Without « Cordialement, … » and the visiting card below it, nor a notice of confidentiality."""
    lines = text.split("\n")
    for index, line in enumerate(lines):
        if _CONFIDENTIAL.match(line.strip()[:400]):
            lines = lines[:index]
            break
    for index in range(max(len(lines) - FAREWELL_LINES, 0), len(lines)):
        if _FAREWELL.match(lines[index].strip()) and _only_a_card(lines[index + 1 :]):
            lines = lines[:index]
            break
    return "\n".join(lines).strip() or text


def _only_a_card(lines: list[str]) -> bool:
    return all(len(line) <= 100 and not _PROSE.match(line.strip()) for line in lines)


def _without_card(text: str, name: str) -> str:
    """Without the visiting card at the end: a paragraph with their name, and how to reach them."""
    body, _, last = text.rpartition("\n\n")
    lines = last.split("\n")
    known = name.casefold().split()
    begins = bool(known) and any(word in lines[0].casefold() for word in known) and len(lines[0]) <= 60
    if body and begins and 1 < len(lines) <= CARD_LINES and any(_CONTACT.search(line) for line in lines):
        return body
    return text


def unfolded(text: str) -> str:
    """Without the line ends that a mail program put in: a line that had no room for the word after it."""
    lines = text.split("\n")
    width = max(map(len, lines), default=0)
    if not NARROW <= width <= WIDE:
        return text
    out = lines[:1]
    for before, line in pairwise(lines):
        words = line.split(" ")
        forced = len(before) + 1 + len(words[0]) > width and before.strip() and line.strip()
        goes_on = not before.rstrip().endswith((".", ":", ";", "!", "?", "…", ">"))
        if forced and goes_on and not _LIST_ITEM.match(line) and not before.lstrip().startswith(">"):
            out[-1] = f"{out[-1].rstrip()} {line.lstrip()}"
        else:
            out.append(line)
    return "\n".join(out)
