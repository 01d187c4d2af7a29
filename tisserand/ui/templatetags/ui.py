from datetime import date, datetime, timedelta
from functools import cache

import phonenumbers
from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from .. import times
from ..folding import same_each_time
from ..icons import ICONS
from ..slots import panels_in

register = template.Library()
DYES = 8


@register.simple_tag(takes_context=True)
def slot(context, name, *args):
    """The panels that higher apps have hung here, one after the other."""
    return mark_safe("".join(panel(context, *args) for panel in panels_in(name)))  # noqa: S308  panels return safe HTML


@register.simple_tag
def avatar(person, size: str = "", alone: bool = False) -> SafeString:
    """The initials of `person` (or of nobody) on cloth dyed for them, always the same.

    `size` is empty, "small" or "large". Silent to screen readers, because the name stands beside it;
    with `alone=True` the name is said.
    """
    initials = getattr(person, "initials", "") or "·"
    dye = f"dye-{person.pk % DYES}" if getattr(person, "pk", None) else "nobody"
    name = (
        format_html('role="img" aria-label="{}"', person.name) if alone and person else 'aria-hidden="true"'
    )
    return format_html('<span class="avatar {} {}" {}>{}</span>', dye, size, mark_safe(name), initials)  # noqa: S308


@register.simple_tag
@same_each_time
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


@register.simple_tag
def ago(when: datetime | date | None, now: datetime | None = None) -> str:
    """`when` as people say it at `now`; the exact time is one hover or long press away."""
    if when is None:
        return ""
    exact = when
    if isinstance(when, datetime):
        exact = timezone.localtime(when)
        title = times.exactly(exact)
    else:
        title = times.long_date(when)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        exact.isoformat(timespec="minutes") if isinstance(exact, datetime) else exact.isoformat(),
        title,
        times.humane(when, now or timezone.now()),
    )


@register.filter
def clock(when: datetime | None) -> str:
    """« 16 h 05 », in the reader's time zone."""
    return times.clock(timezone.localtime(when)) if when else ""


@register.filter
def day(when: datetime | date | None) -> str:
    """« mardi 24 novembre »."""
    if when is None:
        return ""
    return times.day_name(timezone.localtime(when).date() if isinstance(when, datetime) else when)


@register.filter
def long_date(when: datetime | date | None) -> str:
    """« 24 novembre 2026 »."""
    if when is None:
        return ""
    return times.long_date(timezone.localtime(when).date() if isinstance(when, datetime) else when)


@register.filter
def duration_words(length: timedelta | None) -> str:
    """« 5 h », « 3 jours »."""
    return times.duration(length) if length is not None else ""


@register.filter
def in_letters(number: int) -> str:
    """« trois » up to eleven, « 12 » after."""
    return times.in_letters(number)


@register.filter
def phone(number: str, country: str = "FR") -> str:
    """A number kept as +33612345678, as it is dialled in `country`: « 06 12 34 56 78 ». Others stay."""
    try:
        known = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return number or ""
    if not phonenumbers.is_possible_number(known):
        return number
    if known.country_code == phonenumbers.country_code_for_region(country):
        return phonenumbers.format_number(known, phonenumbers.PhoneNumberFormat.NATIONAL).replace(
            " ", "\u00a0"
        )
    return phonenumbers.format_number(known, phonenumbers.PhoneNumberFormat.INTERNATIONAL).replace(
        " ", "\u00a0"
    )


@register.filter
def must_be_filled(field) -> bool:
    """Whether this field is required and can be left empty: a choice already made needs no warning."""
    widget = field.field.widget
    kind = getattr(widget, "input_type", "")
    if not field.field.required:
        return False
    if kind == "select" and not widget.allow_multiple_selected:
        return any(value in ("", None) for value, _ in widget.choices)
    return kind != "radio" or field.value() in ("", None)


@register.filter
def must_be_marked(form) -> bool:
    """Whether some fields of `form` may stay empty and others not, so that the difference must be said."""
    return len({must_be_filled(field) for field in form.visible_fields()}) > 1
