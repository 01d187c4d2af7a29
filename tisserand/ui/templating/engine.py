"""Pages and mails are Jinja2 templates, in the `templates/` folder of each app (decision 80)."""

from collections.abc import MutableMapping
from datetime import date, time
from decimal import Decimal
from types import FunctionType, MethodType
from typing import Any

import jinja2
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.backends import jinja2 as backend
from django.utils import timezone, translation
from django.utils.formats import localize
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString
from markupsafe import Markup

from .filters import FILTERS
from .functions import FUNCTIONS
from .words import word, words_in


class Pages(backend.Jinja2):
    """Django's backend, where what a view says of a page wins over what every page is told."""

    app_dirname = "templates"

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.pages: dict[str, Page] = {}

    def from_string(self, template_code: str) -> "Page":
        return Page(self.env.from_string(template_code), self)

    def get_template(self, template_name: str) -> "Page":
        """The same each time, unless files are read again when they change."""
        page = self.pages.get(template_name)
        if page is None or self.env.auto_reload:
            page = self.pages[template_name] = Page(super().get_template(template_name).template, self)
        return page


class Page(backend.Template):
    def render(self, context: dict[str, Any] | None = None, request: HttpRequest | None = None) -> str:
        data: dict[str, Any] = {"_": words_in(translation.get_language()).__getitem__}  # has no gap to fill
        if request is not None:
            data |= {"request": request, "csrf_token": SimpleLazyObject(lambda: get_token(request))}
            for told in self.backend.template_context_processors:
                data |= told(request)
        return self.template.render(data | (context or {}))


class Environment(jinja2.Environment):
    """Escapes what is not plain text, keeps quiet about what is missing, says values as the reader would."""

    def __init__(self, **options: Any) -> None:
        options |= {
            "autoescape": lambda name: name is None or not name.endswith(".txt"),
            "undefined": jinja2.ChainableUndefined,
            "finalize": said,
            "keep_trailing_newline": True,
            "extensions": ["jinja2.ext.i18n"],
        }
        super().__init__(**options)
        self.install_gettext_callables(  # type: ignore[attr-defined]
            word,
            translation.ngettext,
            newstyle=True,
            pgettext=translation.pgettext,
            npgettext=translation.npgettext,
        )
        self.globals |= FUNCTIONS
        self.filters |= FILTERS

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Those of every page, as they are: each page and each part of one copies them, and a map of maps
        takes ten times as long. A template cannot have some of its own."""
        assert not d, d
        return self.globals


AS_THEY_ARE = frozenset((str, int, SafeString, Markup, jinja2.ChainableUndefined))
TOLD = (date, time, float, Decimal)


def said(value: Any) -> Any:
    """What `{{ value }}` shows: dates and fractions as in the reader's place and language."""
    if type(value) in AS_THEY_ARE:
        return value
    if isinstance(value, TOLD):
        return localize(timezone.template_localtime(value))
    if isinstance(value, FunctionType | MethodType):
        raise TypeError(f"{value.__qualname__} is shown without having been called")
    return value
