"""What a page says once, at its top, after an act."""

from django.contrib import messages
from django.http import HttpRequest

_TONES = {"good": messages.SUCCESS, "waiting": messages.WARNING, "error": messages.ERROR, "": messages.INFO}


def say(request: HttpRequest, text: str, undo_url: str | None = None, *, tone: str = "good") -> None:
    """Say `text` on the next page that is shown, with a button « Annuler » that posts to `undo_url`.

    `tone` is good, waiting, error or empty. Raises ValueError when `undo_url` leads out of the site.
    """
    if undo_url and (not undo_url.startswith("/") or undo_url.startswith("//")):
        raise ValueError(f"undo must stay on the site: {undo_url!r}")
    messages.add_message(request, _TONES[tone], text, extra_tags=undo_url or "")
