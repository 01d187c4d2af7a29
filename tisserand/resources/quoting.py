"""Words of posts in a text of somebody else: true when they are written, and linked to their post for ever.

In a form a quotation is a block of quoted words that ends with the number of its message, `[#12]`. Stored, a
comment stands in its place, which nobody can type (the sanitiser lets none through), and a row keeps the
words. Shown, it follows its post: the words as long as the post says them; the beginning of the post, and
that it was edited, once it says something else; no word at all once it is removed.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tisserand.conversations.models import Post
from tisserand.conversations.plain import extract
from tisserand.mail.plain import words_of

from .models import Quotation, Version

LONGEST = 600  # characters of a post that are proposed

_EDGE = r"(?:<br>|</?(?:p|div|li|ul|ol)>)"
_QUOTED = re.compile(
    rf"<blockquote>((?:(?!</?blockquote>).)*?\[#\d{{1,9}}\](?:\s|{_EDGE})*)</blockquote>", re.S
)
_MARK = re.compile(rf"\[#(\d{{1,9}})\]\s*{_EDGE}")
# Between two quotations in the visual editor, which would make one block of them; and before the first and
# after the last, where one would write in the quotation itself.
_BETWEEN = "<div><br></div>"
_SIDE_BY_SIDE = re.compile(r"</blockquote>\s*(?=<blockquote>)")
_APART = re.compile(rf"(-->)\s*{_BETWEEN}\s*(?=<!--q)|\A(?:\s*{_BETWEEN})+|(?:{_BETWEEN}\s*)+\Z")
_PLACE = re.compile(r"<!--q(\d+)-->")
_CUT = re.compile(r"\[?(?:…|\.\.\.)\]?")


@dataclass(frozen=True)
class Shown:
    """A quotation as it stands today. Without words, its post is not there any more."""

    number: int
    author: str
    url: str
    words: str
    edited: bool = False


def taken_out(html: str, posts: Mapping[int, Post]) -> tuple[str, list[tuple[Post, str]]]:
    """Safe HTML with a comment for each quotation; and what they quote, in order.

    `posts` are those that may be quoted, by number. Raises ValidationError when a quotation is of none of
    them, or says what its post does not.
    """
    quoted: list[tuple[Post, str]] = []

    def take(found: re.Match[str]) -> str:
        places = []
        for number, words in _marked(found[1]):
            quoted.append(_checked(number, words, posts))
            places.append(f"<!--q{len(quoted)}-->")
        return "".join(places)

    return _APART.sub(lambda found: found[1] or "", _QUOTED.sub(take, html)), quoted


def _marked(block: str) -> list[tuple[int, str]]:
    """The quotations of one block, each up to its number: number and words. Editors join blocks."""
    words, *rest = _MARK.split(block + "<br>")
    parts = [words, *rest[1::2]]
    return [(int(number), words_of(said)) for number, said in zip(rest[::2], parts, strict=False)]


def _checked(number: int, words: str, posts: Mapping[int, Post]) -> tuple[Post, str]:
    post = posts.get(number)
    if post is None:
        raise ValidationError(_("There is no message %(number)s to quote.") % {"number": number})
    words = words or extract(post.text, LONGEST)
    if not says(post.text, words):
        raise ValidationError(
            _("Message %(number)s does not say “%(words)s”. A quotation may only be cut, with […].")
            % {"number": number, "words": extract(words, 80)}
        )
    return post, words


def says(text: str, words: str) -> bool:
    """Whether `text` has these words, which may be cut: letter for letter, whatever the signs between."""
    said, at = _letters(text), 0
    for piece in map(_letters, _CUT.split(words)):
        found = said.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return bool(_letters(words))


def _letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())


def quotations(version: Version) -> dict[int, Shown]:
    """The quotations of a version by their place, as they stand today. One query."""
    rows = Quotation.objects.filter(version=version).select_related("post__author", "post__thread__community")
    return {row.place: shown(row) for row in rows.defer("post__html", "post__source")}


def shown(row: Quotation) -> Shown:
    post = row.post
    author = post.writer.name
    if post.deleted_at or post.thread.deleted_at:
        return Shown(post.number, author, "", "")
    if says(post.text, row.words):
        return Shown(post.number, author, post.url, row.words)
    return Shown(post.number, author, post.url, extract(post.text, LONGEST), edited=True)


def filled(html: str, quoted: Mapping[int, Shown], template: str = "resources/_quotation.html") -> SafeString:
    """The HTML of a version with what it quotes, for a page or a mail."""

    def put(found: re.Match[str]) -> str:
        known = quoted.get(int(found[1]))
        return render_to_string(template, {"quoted": known}) if known else ""

    return mark_safe(_PLACE.sub(put, html))  # noqa: S308  made safe at writing; the template escapes


def to_edit(html: str, quoted: Mapping[int, Shown]) -> str:
    """The HTML of a version as its form shows it again, without what was removed."""

    def put(found: re.Match[str]) -> str:
        known = quoted.get(int(found[1]))
        return block(known.number, known.words) if known and known.words else ""

    return apart(_PLACE.sub(put, html))


def apart(html: str) -> str:
    """HTML for the visual editor, where quotations stay apart, with room to write around them."""
    html = _SIDE_BY_SIDE.sub(f"</blockquote>{_BETWEEN}", html)
    before = _BETWEEN if html.startswith("<blockquote>") else ""
    return before + html + (_BETWEEN if html.endswith("</blockquote>") else "")


def block(number: int, words: str) -> str:
    """A quotation for the visual editor."""
    lines = "<br>".join(escape(line, quote=False) for line in words.split("\n"))
    return f"<blockquote>{lines}<br>[#{number}]</blockquote>"


def lines(number: int, words: str) -> str:
    """A quotation for the plain field."""
    return "\n".join(f"> {line}".rstrip() for line in [*words.split("\n"), f"[#{number}]"])


def plain(html: str) -> str:
    """What the plain field shows of the HTML of a form: its words, quotations marked."""
    parts, last = [], 0
    for found in _QUOTED.finditer(html):
        quoted = [lines(number, words) for number, words in _marked(found[1])]
        parts += [words_of(html[last : found.start()]), *quoted]
        last = found.end()
    return "\n\n".join(part for part in [*parts, words_of(html[last:])] if part)


def proposed(posts: Iterable[Post]) -> list[tuple[int, str]]:
    """What the form offers to quote of these posts: number and words."""
    return [(post.number, extract(post.text, LONGEST)) for post in posts]
