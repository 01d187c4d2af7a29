"""What `{{ function(…) }}` can call in every page and mail."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

import jinja2
from django.conf import settings
from django.template.defaulttags import querystring as django_querystring
from django.templatetags.static import static
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markupsafe import escape

from .. import times
from ..icons import ICONS
from ..slots import panels_in

DYES = 8


@jinja2.pass_context
def slot(context, name: str, *args) -> SafeString:
    """The panels that higher apps have hung here, one after the other."""
    return mark_safe("".join([panel(context, *args) for panel in panels_in(name)]))  # noqa: S308  panels return safe HTML


@jinja2.pass_context
def slot_by(context, name: str, rows: Sequence) -> dict[int, SafeString]:
    """What higher apps have hung at each of these rows, by its id: panels are asked once for them all."""
    found: dict[int, SafeString] = defaultdict(SafeString)
    for panel in panels_in(name):
        for pk, html in panel(context, rows).items():
            found[pk] += html
    return found


def avatar(person, size: str = "", alone: bool = False) -> SafeString:
    """The initials of `person` (or of nobody) on cloth dyed for them, always the same.

    `size` is empty, "small" or "large". Silent to screen readers, because the name stands beside it;
    with `alone=True` the name is said.
    """
    initials = getattr(person, "initials", "") or "·"
    dye = f"dye-{person.pk % DYES}" if getattr(person, "pk", None) else "nobody"
    return _avatar(dye, size, initials, person.name if alone and person else "")


@lru_cache(maxsize=4096)
def _avatar(dye: str, size: str, initials: str, name: str) -> SafeString:
    said = format_html('role="img" aria-label="{}"', name) if name else mark_safe('aria-hidden="true"')
    return format_html('<span class="avatar {} {}" {}>{}</span>', dye, size, said, initials)


@cache
def icon(name: str) -> SafeString:
    """A small drawing that goes with words, never instead of them. Raises KeyError when there is none."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" '
        'stroke-width="{}" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">'
        '<path d="{}"/></svg>',
        "3" if name == "more" else "1.8",
        ICONS[name],
    )


def ago(when: datetime | date | None, now: datetime | None = None) -> SafeString:
    """`when` as people say it at `now`; the exact time is one hover or long press away."""
    return ago_from(times.here(now or timezone.now()), when)


def ago_from(here: times.Here, when: datetime | date | None) -> SafeString:
    """The same, `here` being what is active."""
    if not when:
        return SafeString()
    tag = _time(when, here.language, here.zone)
    return SafeString(f"{tag}{escape(times.humanely(when, here))}</time>")


@lru_cache(maxsize=8192)
def _time(when: datetime | date, language: str | None, zone: str) -> str:
    """The tag that opens: it says the same as long as it is said in this language and zone."""
    if isinstance(when, datetime):
        exact = timezone.localtime(when)
        moment, title = exact.isoformat(timespec="minutes"), times.exactly(exact)
    else:
        moment, title = when.isoformat(), times.long_date(when)
    return format_html('<time datetime="{}" title="{}">', moment, title)


@cache
def asset(path: str) -> str:
    """The address of a file that comes with the code. Raises ValueError when there is none."""
    return static(path)


def path_of(page: str, *args, **kwargs) -> str:
    """The address of a page on this site. Raises NoReverseMatch when there is none."""
    if kwargs:
        return reverse(page, args=args, kwargs=kwargs)
    return _path(page, args, get_script_prefix(), settings.ROOT_URLCONF)


@lru_cache(maxsize=16384)
def _path(page: str, args: tuple, prefix: str, root: str) -> str:
    return reverse(page, args=args)


def path_if_any(page: str, *args, **kwargs) -> str:
    """The address of a page that this site may not have: of an app above, or of another root table."""
    try:
        return path_of(page, *args, **kwargs)
    except NoReverseMatch:
        return ""


def url_of(page: str, *args, **kwargs) -> str:
    """The whole address of a page, for a mail."""
    return settings.SITE_URL + path_of(page, *args, **kwargs)


@jinja2.pass_context
def csrf_field(context) -> str:
    """What a form of this site carries, so that it is known to come from it."""
    token = escape(str(context.get("csrf_token") or ""))
    return SafeString(f'<input type="hidden" name="csrfmiddlewaretoken" value="{token}">') if token else ""


@jinja2.pass_context
def querystring(context, **changes: Any) -> str:
    """The question of this page with some parts changed, or left out when None."""
    return django_querystring(context, context["request"].GET, **changes)


FUNCTIONS = {
    "ago": ago,
    "avatar": avatar,
    "csrf_field": csrf_field,
    "icon": icon,
    "path_if_any": path_if_any,
    "path_of": path_of,
    "querystring": querystring,
    "slot": slot,
    "slot_by": slot_by,
    "static": asset,
    "url_of": url_of,
}
