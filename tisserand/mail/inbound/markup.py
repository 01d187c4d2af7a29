"""The words of an HTML mail, line by line, with “> ” before what its program marks as quoted."""

import re

import nh3

from ..plain import Words

LONGEST = 500_000
DEEPEST = 200
_VOID = frozenset(["br", "hr", "img"])
_KEPT = "p div br hr a ul ol li pre blockquote h1 h2 h3 h4 h5 h6 table tr td th span"
_DROPPED = "script style head title template noscript iframe object svg math select button textarea"
_cleaner = nh3.Cleaner(
    tags=set(_KEPT.split()),
    attributes={"*": {"class", "id", "name", "style", "data-marker"}, "a": {"href"}},
    clean_content_tags=set(_DROPPED.split()),
    link_rel=None,
)
# What programs call the place where they put the mail answered, and the sender's signature.
_QUOTE = re.compile(
    r"\b(?:gmail_quote|yahoo_quoted|protonmail_quote|zmail_extra|moz-forward-container|tutanota_quote"
    r"|mail-quote|mailquote|quoted-message|isforwardcontent|__quoted_text__)\b|^quote$",
    re.I,
)
_HEAD = re.compile(r"\b(?:x_)?(?:divrplyfwdmsg|outlookmessageheader)\b", re.I)
_SIGNATURE = re.compile(
    r"\b(?:gmail_signature|moz-signature|protonmail_signature_block|ms-outlook-mobile-signature"
    r"|ms-outlook-mobile-reference-message|applemailsignature|(?:x_)?signature|__sig_pre__|__sig_post__)\b",
    re.I,
)
_INDENTED = re.compile(r"border:\s*(?:none|0)", re.I)
_IN, _OUT = "\x01", "\x02"
HEAD = "-----Message d'origine-----"


class _Lines(Words):
    def __init__(self):
        super().__init__()
        self.open: list[tuple[str, str]] = []

    def handle_starttag(self, tag, attrs):
        if tag in ("div", "p", "tr", "hr", "table"):
            self._line(twice=tag == "p" and "MsoNormal" not in dict(attrs).get("class", ""))
        elif tag in ("td", "th"):
            self.out.append(" ")
        else:
            super().handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.open.append((tag, self._enter(tag, dict(attrs))))

    def handle_endtag(self, tag):
        while self.open:
            last, what = self.open.pop()
            if what == "quote":
                self.out.append(f"\n{_OUT}\n")
            elif what == "signature":
                self.silent -= 1
            if last == tag:
                break
        if tag in ("div", "p", "tr", "table"):
            self._line(twice=False)
        else:
            super().handle_endtag(tag)

    def _enter(self, tag: str, attrs: dict) -> str:
        names = " ".join(attrs.get(name) or "" for name in ("class", "id", "name", "data-marker"))
        if _HEAD.search(names):
            self.out.append(f"\n{HEAD}\n")
        elif _SIGNATURE.search(names):
            self.silent += 1
            return "signature"
        elif _QUOTE.search(names) or (tag == "blockquote" and not _INDENTED.search(attrs.get("style") or "")):
            self.out.append(f"\n{_IN}\n")
            return "quote"
        return ""

    def handle_data(self, data):
        if any(tag == "pre" for tag, _ in self.open):
            super().handle_data(data)
        elif data.strip(" \n\r\t"):
            super().handle_data(re.sub(r"[ \n\r\t]+", " ", data))
        elif self.out and not self.out[-1].endswith(("\n", " ")):
            super().handle_data(" ")

    def _line(self, *, twice: bool) -> None:
        """Begin a new line, unless this is one; `twice`, with an empty one before."""
        if self.silent:
            return
        if self.out and not self.out[-1].endswith("\n"):
            self.out.append("\n")
        if twice:
            self.out.append("\n")


def lines_of(html: str) -> str:
    """Plain text of an HTML mail, whatever it holds; “>” before what is quoted, one for each depth."""
    html = re.sub("[\x00-\x08\x0e-\x1f]", "", html[:LONGEST])
    if _depth(html) > DEEPEST:  # the sanitiser takes time in proportion to the square
        bare = re.sub(r"<[^<>]{0,2000}>", "\n", html)
        return "\n".join(line.strip() for line in bare.split("\n") if line.strip())
    parser = _Lines()
    parser.feed(_cleaner.clean(html))
    parser.close()
    depth, lines = 0, []
    for line in "".join(parser.out).split("\n"):
        line = line.strip(" \t\xa0")
        if line in (_IN, _OUT):
            depth = max(depth + (1 if line == _IN else -1), 0)
        else:
            lines.append(f"{'>' * depth} {line}" if depth else line)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _depth(html: str) -> int:
    depth = deepest = 0
    for closing, name in re.findall(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)", html):
        if name.lower() not in ("br", "hr", "img", "meta", "link", "input", "o", "p", "td", "tr", "li"):
            depth = max(depth - 1, 0) if closing else depth + 1
            deepest = max(deepest, depth)
    return deepest
