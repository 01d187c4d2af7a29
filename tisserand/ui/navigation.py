"""The lines of the menu that every page has."""

from functools import lru_cache

from django.template.loader import render_to_string


@lru_cache(maxsize=4096)
def nav_item(url: str, label: str, current: bool) -> str:
    """One line: the same for everybody who reads this language."""
    return render_to_string("ui/_nav_item.html", {"url": url, "label": label, "current": current})
