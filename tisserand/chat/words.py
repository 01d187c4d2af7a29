"""What people type in a room, made fit to be kept and shown: plain text, and links."""

import re

from django.core.exceptions import ValidationError
from django.utils.html import escape, urlize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tisserand.mail.characters import tidy

LIMIT = 2_000  # characters of one message
_BLANKS = re.compile(r"\n(?:[ \t]*\n){2,}")
_ADDRESS = re.compile(r"https?://\S+", re.I)


def fit(text: str) -> str:
    """The text without tricks, nor more than one empty line at a time.

    Raises ValidationError, in the language of the writer, when nothing is left of it or when it is too long.
    """
    if len(text) > 4 * LIMIT:
        raise ValidationError(_too_long(), code="too long")
    text = _BLANKS.sub("\n\n", tidy(text)).strip()
    if not text.strip("\u200c\u200d\u200e\u200f\u00a0 \n"):
        raise ValidationError(_("Write a few words first."), code="empty")
    if len(text) > LIMIT:
        raise ValidationError(_too_long(), code="too long")
    return text


def _too_long() -> str:
    return _("This is too long for the room: at most 2,000 characters. Ask it as a question instead.")


def shown(text: str) -> SafeString:
    """As HTML: escaped, web addresses can be followed, lines end where they were ended."""
    if _ADDRESS.search(text):
        parts = re.split(r"(https?://\S+)", text, flags=re.I)
        html = "".join(
            urlize(part, nofollow=True, autoescape=True) if odd % 2 else escape(part)
            for odd, part in enumerate(parts)
        )
    else:
        html = escape(text)
    return mark_safe(html.replace("\n", "<br>"))  # noqa: S308  escaped above
