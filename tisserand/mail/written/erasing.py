"""A name leaves what people wrote, wherever it stands in it."""

import re
from collections.abc import Callable
from html import escape
from typing import Any

from django.utils.translation import gettext

from ..plain import words_of
from . import rendering

Change = Callable[[str], str]


def nobody() -> str:
    """What stands in the place of a name, in the language now active."""
    return gettext("[a former member]")


def rewrite(row: Any, change: Change, instead: str) -> bool:
    """Change each text of a row, also where a change of style cuts a name in two; a link that would lead to
    them becomes plain text. Whether anything changed."""
    changed = False
    for name in ("source", "html", "text", "title"):
        before = getattr(row, name, "")
        after = change(before) if before else before
        if after != before:
            link = rf'<a href="[^"]*{re.escape(instead)}[^"]*"[^>]*>(.*?)</a>'
            setattr(row, name, re.sub(link, r"\1", after, flags=re.S))
            changed = True
    shown = words_of(row.html)
    if change(shown) != shown:
        row.html = row.source = "".join(f"<p>{escape(part)}</p>" for part in change(shown).split("\n\n"))
        if hasattr(row, "format"):
            row.format = rendering.HTML
        changed = True
    return changed
