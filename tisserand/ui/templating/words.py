"""Sentences in the reader's language, looked up once in each.

What translators write is part of the page, like the templates: it is not escaped, what fills its gaps is.
"""

from functools import cache

from django.utils import translation
from django.utils.safestring import SafeString, mark_safe


class Words(dict[str, SafeString]):
    """The sentences of one language by their English words, each asked of the catalogue once."""

    def __init__(self, language: str | None) -> None:
        self.language = language

    def __missing__(self, message: str) -> SafeString:
        with translation.override(self.language):
            self[message] = said = mark_safe(translation.gettext(message))  # noqa: S308  the catalogues are ours
        return said


words_in = cache(Words)


def word(message: str) -> SafeString:
    """The sentence in the language that is active; `Page.render` finds that out once for a page."""
    return words_in(translation.get_language())[message]
