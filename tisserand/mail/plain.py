"""The words of a piece of HTML, and the beginnings of texts."""

import re
from html.parser import HTMLParser

from .characters import single_spaced

_BLOCK_TAGS = "p div ul ol pre blockquote details summary hr h1 h2 h3 h4 h5 h6 tr table"
_BLOCKS = frozenset(_BLOCK_TAGS.split())
BETWEEN_ITEMS = re.compile(r"^((?:-|\d+\.) .*)\n\n(?=(?:-|\d+\.) )", re.MULTILINE)
_SILENT = frozenset(["script", "style", "template", "title", "noscript", "svg", "math", "figure"])
_LANGUAGE = "language-"
_SPACE = "\x1f"  # one of code, where each counts


class Words(HTMLParser):
    """Gathers what is said in `out`."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.href = ""
        self.label = 0
        self.silent = 0
        self.in_block = False  # of code
        self.lists: list[int | None] = []  # the next number of each open list, None without numbers

    def handle_starttag(self, tag, attrs):
        if tag in _SILENT:
            self._say_formula(dict(attrs)) if tag == "math" and not self.silent else None
            self.silent += 1
        elif tag == "img":
            self._say_picture(dict(attrs))
        elif tag == "code" and self.in_block:
            self.out.append((dict(attrs).get("class") or "").removeprefix(_LANGUAGE) + "\n")
        elif tag == "br":
            self.out.append("\n")
        elif tag == "li":
            self.out.append(self._item())
        elif tag == "a":
            href = dict(attrs).get("href") or ""
            self.href, self.label = "" if href.startswith("/") else href, len(self.out)
        elif tag in _BLOCKS:
            self.out.append("\n\n")
            if tag == "pre" and dict(attrs).get("class") == "code":
                self.in_block = True
                self.out.append("```")
        if tag in ("ol", "ul"):
            start = dict(attrs).get("start") or "1"
            self.lists.append((int(start) if start.isdecimal() else 1) if tag == "ol" else None)

    def _say_formula(self, attrs: dict) -> None:
        mark = "$$" if attrs.get("display") == "block" else "$"
        if words := attrs.get("alttext"):
            self.out.append(f"{mark}{words}{mark}")

    def _say_picture(self, attrs: dict) -> None:
        """As `written.pictures` marks them in a text without editor."""
        number, said = attrs.get("data-image"), attrs.get("alt") or ""
        if number:
            said = "" if said == f"Image {number}" else f" — {said}".replace("[", "(").replace("]", ")")
            self.out.append(f"[Image {number}{said}]")

    def _item(self) -> str:
        number = self.lists[-1] if self.lists else None
        if number is None:
            return "\n- "
        self.lists[-1] = number + 1
        return f"\n{number}. "

    def handle_endtag(self, tag):
        if tag in _SILENT:
            self.silent = max(self.silent - 1, 0)
        elif tag == "a" and self.href:
            said = "".join(self.out[self.label :]).strip()
            if self.href not in (said, f"mailto:{said}"):
                self.out.append(f" ({self.href})")
            self.href = ""
        elif tag in _BLOCKS:
            if tag == "pre" and self.in_block:
                self.in_block = False
                self.out.append("\n```")
            self.out.append("\n\n")
        if tag in ("ol", "ul") and self.lists:
            self.lists.pop()

    def handle_data(self, data):
        if not self.silent:
            self.out.append(data.replace(" ", _SPACE) if self.in_block else data)


def words_of(html: str) -> str:
    """Plain text: paragraphs apart, one line per item of a list, numbered as it was, links in brackets."""
    parser = Words()
    parser.feed(html)
    parser.close()
    text = re.sub(r"[ \t]*\n[ \t]*", "\n", "".join(parser.out))
    text = re.sub(r"\n{3,}", "\n\n", text).strip()
    return BETWEEN_ITEMS.sub(r"\1\n", text).replace(_SPACE, " ")


def extract(text: str, length: int = 160) -> str:
    """The beginning of a text on one line, cut between words."""
    line = single_spaced(text)
    if len(line) <= length:
        return line
    return line[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
