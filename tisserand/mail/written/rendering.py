"""What people write, made safe once, at writing: `html` to show and `text` for mails and extracts.

Whatever comes in, no script, style, form or frame comes out, and no image but the pictures we have drawn
anew; links say that we do not vouch for them, and no character reorders or hides what others read.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

import nh3
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..characters import one_line, tidy
from ..plain import words_of
from . import dressing, mail_body, marking
from .pictures import Picture
from .pieces import Pieces

# How it was written: plain text with a little Markdown, the visual editor, a mail.
TEXT, HTML, MAIL = "text", "html", "mail"
TEXT_LIMIT = 50_000  # characters a person may write in one message
SOURCE_LIMIT = 4 * TEXT_LIMIT  # the same with its markup
DEPTH_LIMIT = 60
TITLE_LIMIT = 200

_TAGS = "p div br strong b em i del s ul ol li blockquote pre code a hr details summary"
_DROPPED = "script style figure template title noscript iframe object svg math select"
_RULES: dict[str, Any] = {
    "attributes": {"*": set(), "a": {"href"}, "ol": {"start"}},
    "url_schemes": {"http", "https", "mailto"},
    "url_relative": "deny",
    "link_rel": "nofollow noopener",
    "clean_content_tags": set(_DROPPED.split()),
}
_cleaner = nh3.Cleaner(tags=set(_TAGS.split()), **_RULES)

# Quotations or lists within each other beyond eight: the parser would drop what they hold.
_DEEP_MARKS = re.compile(r"^((?:[ \t]*(?:>|[-*+](?=\s))){8})(?:[ \t]*(?:>|[-*+](?=\s)))+", re.M)
_HEADING = re.compile(r"<(/?)h[1-6]\b[^>]*>", re.I)
_CELL = re.compile(r"</t[dh]\s*>", re.I)
_ROW = re.compile(r"</tr\s*>", re.I)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_VOIDS = "br hr img input meta link wbr col area base embed source track"
_VOID = frozenset(_VOIDS.split())
# A no-break space is kept where French typography wants one, and is a plain space elsewhere.
_STRAY_SPACE = re.compile(r"(?<!«)(?:\u00a0|&nbsp;)(?![:;!?»%€])")
_EMPTY_EDGE = re.compile(r"^(?:\s|<br>|<div>(?:\s|<br>)*</div>)+|(?:\s|<br>|<div>(?:\s|<br>)*</div>)+$")


@dataclass(frozen=True)
class Body:
    """What is stored of a text: `source` as it was written, safe `html`, and plain `text`."""

    source: str
    html: str
    text: str


def render(source: str, format: str, pictures: Sequence[Picture] = ()) -> Body:
    """Make a text of one of these formats safe. `pictures` are those that its writer may show in it.

    Raises ValidationError, in the language of the writer, when it is empty or longer than `TEXT_LIMIT`
    characters. A mail may be empty: some only carry a file or a quotation.
    """
    if len(source) > SOURCE_LIMIT:
        raise ValidationError(_too_long(), code="too long")
    source = tidy(source)
    html, text = {HTML: _from_editor, MAIL: _from_mail}.get(format, _from_text)(source, pictures)
    if len(text) > TEXT_LIMIT:
        raise ValidationError(_too_long(), code="too long")
    if not text and format != MAIL:
        raise ValidationError(_("Write a few words first."), code="empty")
    return Body(source, html, text)


def title_of(title: str) -> str:
    """A title on one line. Raises ValidationError, about `title`, when it is empty or too long."""
    title = one_line(title)
    if not title:
        raise ValidationError({"title": _("Give it a title, even a short one.")})
    if len(title) > TITLE_LIMIT:
        raise ValidationError({"title": _("This title is too long: at most 200 characters.")})
    return title


def _too_long() -> str:
    return _("This text is too long: at most 50,000 characters. Join it as a file instead.")


def _from_text(source: str, pictures: Sequence[Picture]) -> tuple[str, str]:
    pieces = Pieces()
    html = marking.html_of(_DEEP_MARKS.sub(r"\1", source), pieces, pictures)
    html = dressing.with_videos(pieces.put_back(_clean(html, pieces))).strip()
    return html, words_of(html)


def _from_editor(source: str, pictures: Sequence[Picture]) -> tuple[str, str]:
    if _depth(source) > DEPTH_LIMIT:
        return _from_text(_bare(source), pictures)
    pieces = Pieces()
    source = dressing.pictures_taken(source, pieces, pictures)
    source = _ROW.sub("<br>", _CELL.sub(" ", _HEADING.sub(r"<\1div>", source)))
    html = _EMPTY_EDGE.sub("", _STRAY_SPACE.sub(" ", _clean(source, pieces)))
    html = pieces.put_back(dressing.dressed(html))
    return html, words_of(html)


def _from_mail(source: str, pictures: Sequence[Picture]) -> tuple[str, str]:
    html = dressing.dressed(_clean(mail_body.folded(source)))
    shown = "".join(f"<p>{picture.html}</p>" for picture in pictures)
    said = [mail_body.own_words(source), *(picture.words for picture in pictures)]
    return html + shown, "\n\n".join(words for words in said if words)


def _clean(html: str, pieces: Pieces | None = None) -> str:
    cleaner = (
        _cleaner
        if pieces is None or not pieces.known
        else nh3.Cleaner(tags={*_TAGS.split(), "img"}, tag_attribute_values=pieces.allowed, **_RULES)
    )
    return tidy(cleaner.clean(html))  # once more: what was written as an entity is a character now


def _bare(html: str) -> str:
    """The words of HTML that no parser should be given: it would take a time that grows as the square."""
    lines = (line.strip() for line in unescape(re.sub(r"<[^<>]*>?", "\n", html)).split("\n"))
    return "\n".join(line for line in lines if line)


def _depth(html: str) -> int:
    """How deep tags are nested, roughly; deep nests cost the sanitiser time in proportion to their square."""
    depth = deepest = 0
    for closing, name in _TAG.findall(html):
        if name.lower() not in _VOID:
            depth = max(depth - 1, 0) if closing else depth + 1
            deepest = max(deepest, depth)
    return deepest
