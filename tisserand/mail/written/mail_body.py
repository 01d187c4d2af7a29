"""The body of a mail as a message: own words in view, quotations and signature folded away."""

import re
from html import escape

from ..inbound import quotes
from . import snippets

# A quotation of so many lines stands in view: without it an answer between the lines has no sense.
SHORT_QUOTE = 4
SUMMARY = 80

_ADDRESS = re.compile(
    r"<?[^\s<]{1,80}\s@end\|?i?ng\s\|?f?rom\s[^\s>]{1,80}>?"  # as archives of lists hide them
    r"|<?(?:mailto:)?[\w.+%'/=~-]{1,64}(?:@| at )[\w-]{1,63}(?:(?:\.| dot )[\w-]{1,63}){1,6}>?",
    re.I,
)
_LINK = re.compile(r"https?://[^\s<>\"')\]]{4,500}")


def masked(text: str) -> str:
    """The same without anybody's e-mail address, also written the way archives hide them."""
    return _ADDRESS.sub("…@…", text)


def own_words(source: str) -> str:
    """What the sender wrote, without quotations and signature, addresses masked."""
    return masked(quotes.own_words(source))


def folded(source: str) -> str:
    """HTML of the whole mail (to be sanitised): long quotations and the signature behind their first line."""
    return "".join(_shown(part) for part in quotes.parts(source) if any(line.strip() for line in part.lines))


def _shown(part: quotes.Part) -> str:
    if part.kind == "own":
        return _paragraphs(part.lines)
    if part.kind == "signature":
        return _fold("— ", [line for line in part.lines[1:] if line.strip()])
    lines = [re.sub(r"^\s*(?:>\s?)+", "", line) for line in part.lines]
    if len([line for line in lines if line.strip()]) <= SHORT_QUOTE:
        return f"<blockquote>{_paragraphs(lines)}</blockquote>"
    return _fold("", lines)


def _fold(mark: str, lines: list[str]) -> str:
    lines = _without_edges(lines)
    if not lines:
        return ""
    head = masked(lines[0].strip())
    summary = head if len(head) <= SUMMARY else head[: SUMMARY - 1] + "…"
    return (
        f"<details><summary>{mark}{escape(summary)}</summary>"
        f"<blockquote>{_paragraphs(lines)}</blockquote></details>"
    )


def _without_edges(lines: list[str]) -> list[str]:
    while lines and not lines[0].strip():
        lines = lines[1:]
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    return lines


def _paragraphs(lines: list[str]) -> str:
    text = masked("\n".join(_without_edges(lines)))
    return "".join(
        _blocks(piece) if isinstance(piece, str) else _code(*piece) for piece in snippets.fences(text)
    )


def _code(code: str, language: str) -> str:
    """As one types it in the editor, which `dressing` knows."""
    lines = "<br>".join(escape(line) for line in code.rstrip().split("\n"))
    return f"<div>```{language}<br>{lines}<br>```</div>"


def _blocks(text: str) -> str:
    return "".join(_block(block) for block in re.split(r"\n[ \t]*\n", text) if block.strip())


def _block(block: str) -> str:
    lines = block.strip("\n").split("\n")
    if any(re.match(r"( {2,}|\t)\S| ?.*\S {3,}\S", line) for line in lines):
        return f"<pre>{_linked(chr(10).join(lines))}</pre>"
    return f"<p>{'<br>'.join(_linked(line.strip()) for line in lines)}</p>"


def _linked(text: str) -> str:
    out, end = [], 0
    for found in _LINK.finditer(text):
        url = found.group().rstrip(".,;:!?")
        out += [escape(text[end : found.start()]), f'<a href="{escape(url)}">{escape(url)}</a>']
        end = found.start() + len(url)
    return "".join([*out, escape(text[end:])])
