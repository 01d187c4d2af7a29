"""Whose words the lines of a mail are: the sender's own, quoted, or a signature.

What mail programs put between an answer and what it answers, in French and in English: Gmail, Outlook on the
desk, on the web and on phones, Thunderbird, Apple Mail, Android, Orange, La Poste, Free, SFR, Yahoo, Proton.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

_WROTE = r"(?:wrote|writes|a écrit|a ecrit|a répondu)"
# With a quotation just below, little is asked of what introduces it.
_INTRODUCTION = re.compile(
    rf"^(?:on\b.{{4,300}}\bwrote|le\b.{{4,300}}\ba [ée]crit|.{{2,120}}\b{_WROTE})\s?:\s*$", re.I
)
# With nothing marked as quoted below, a date and a time, or an address, are asked for.
_BARE_INTRODUCTION = re.compile(
    rf"^(?:on|le)\b(?=.*(?:\d{{1,2}}[:h]\d\d|\S@\S))(?=.*\d{{4}}|.*\d\d/\d\d/\d\d).{{8,300}}(?:\b{_WROTE}\s?:|>\s{_WROTE}\s?:\s.*)\s*$",
    re.I,
)
_SEPARATOR = re.compile(
    r"^(?:-{2,}\s*(?:original (?:message|mail|e-mail)|forwarded message|reply message"
    r"|(?:message|mail) (?:d['’]origine|original|initial|transf[ée]r[ée])"
    r"|(?:message de )?r[ée]ponse)\s*-{2,}.*|_{20,}|={20,})$",
    re.I,
)
# The head of the mail answered, as Outlook and webmails copy it: some of these lines, one below the other.
_HEAD = re.compile(
    r"^\W{0,3}(from|sent|date|to|cc|subject|reply-to|importance|de|exp[ée]diteur|envoy[ée](?: le)?|[àa]"
    r"|destinataires?|copie(?: [àa])?|objet|sujet|message du|r[ée]pondre [àa])\W{0,2}\s?:",
    re.I,
)
_MESSAGE_OF = re.compile(r"^message du \d\d?/\d\d?/\d\d", re.I)
_FIRST_OF_HEAD = {"from", "de", "expediteur", "message du", "envoye", "envoye le", "sent", "date"}
_HEAD_WITHIN = 7
_SIGNATURE = re.compile(r"^-- ?$")
# What telephones and mail programs write below, of their own accord.
_THINGS = (
    "iphone|ipad|ipod|mac|android|galaxy|samsung|huawei|xiaomi|redmi|oppo|pixel|nokia|sony|blackberry|windows"
    "|smartphone|mobile|portable|t[ée]l[ée]phone|phone|tablette|appareil|device|outlook|courrier|mail|webmail"
    "|messagerie|orange|sfr|free|bouygues"
)
_DEVICE = re.compile(
    r"^\W{0,2}(?:(?:envoy[ée]|sent|r[ée]dig[ée]|[ée]crit)\s"
    r"(?:de|depuis|du|from|via|avec|with|by|[àa] partir de|par)\s.*"
    rf"\b(?:{_THINGS})\b.{{0,80}}"
    r"|provenance ?: ?courrier.{0,40}"
    r"|(?:get|t[ée]l[ée]charge[rz]|obten(?:ir|ez)) outlook (?:for|pour) .{0,80}"
    r"|(?:garanti )?sans virus\..{0,80}|virus-free\..{0,80}|l['’]absence de virus dans ce .{0,120})$",
    re.I,
)
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2007": " ", "\ufeff": "", "\u200b": "", "\t": " "})


@dataclass(frozen=True)
class Part:
    """Some lines of a mail: `kind` is own, quote or signature."""

    kind: str
    lines: list[str]


def parts(source: str) -> list[Part]:
    """The mail cut in order; lines that introduce a quotation belong to it."""
    grouped = groupby(_kinds(source.split("\n")), key=lambda line: line[0])
    return [Part(kind, [line for _kind, line in lines]) for kind, lines in grouped]


def own_words(source: str) -> str:
    """What the sender wrote, without quotations and signature."""
    said = "\n".join("\n".join(part.lines) for part in parts(source) if part.kind == "own")
    return re.sub(r"\n{3,}", "\n\n", said).strip()


def _kinds(lines: list[str]) -> Iterator[tuple[str, str]]:
    bare = [line.translate(_SPACES).strip() for line in lines]
    quoted = [line.startswith(">") for line in bare]
    last_quoted = max((index for index, is_quoted in enumerate(quoted) if is_quoted), default=-1)
    introducing, rest = 0, ""
    for index, line in enumerate(lines):
        introducing = max(introducing - 1, _introduction(bare, quoted, index))
        if rest != "quote" and _ends_own_words(bare, quoted, index, last_quoted):
            rest = "quote"
        if rest == "quote" or quoted[index] or introducing:
            yield "quote", line
        elif rest or _SIGNATURE.match(line):
            rest = "signature"
            yield "signature", line
        else:
            yield ("signature" if _DEVICE.match(bare[index][:200]) else "own"), line


def _ends_own_words(bare: list[str], quoted: list[bool], index: int, last_quoted: int) -> bool:
    """Whether all that stands from here on is the mail answered."""
    if not bare[index] or quoted[index]:
        return False
    if _SEPARATOR.match(bare[index]) or _MESSAGE_OF.match(bare[index]) or _begins_a_head(bare, index):
        return True
    return index > last_quoted and _introducing_lines(bare, index, _BARE_INTRODUCTION) > 0


def _begins_a_head(bare: list[str], index: int) -> bool:
    """« De : … Envoyé : … À : … Objet : … »: three such lines among the next few, two blank ones at most."""
    if _named(bare[index]) not in _FIRST_OF_HEAD:
        return False
    names = {_named(line) for line in bare[index : index + _HEAD_WITHIN] if line} - {""}
    return len(names) >= 3 and bool(names & {"from", "de", "expediteur"})


def _named(line: str) -> str:
    found = _HEAD.match(line)
    return found[1].lower().replace("é", "e").replace("à", "a") if found else ""


def _introduction(bare: list[str], quoted: list[bool], index: int) -> int:
    """How many lines from here introduce the quotation just below; 0 when none does."""
    count = _introducing_lines(bare, index, _INTRODUCTION)
    if not count:
        return 0
    after = next((i for i in range(index + count, min(index + count + 3, len(bare))) if bare[i]), None)
    return count if after is not None and quoted[after] else 0


def _introducing_lines(bare: list[str], index: int, pattern: re.Pattern) -> int:
    """« On … wrote: » on one line, or folded over two to four."""
    if not bare[index] or len(bare[index]) > 400:
        return 0
    if pattern.match(bare[index]):
        return 1
    if not re.match(r"(?:on|le)\b", bare[index], re.I):
        return 0
    for count in range(2, 5):
        if index + count > len(bare) or not bare[index + count - 1]:
            return 0
        if pattern.match(" ".join(bare[index : index + count])[:800]):
            return count
    return 0
