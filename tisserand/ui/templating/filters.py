"""What `{{ value|filter }}` can say, besides Jinja's own: times and numbers as people say them."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import phonenumbers
from django.template import defaultfilters as django
from django.utils import timezone

from .. import times


def clock(when: datetime | None) -> str:
    """« 16 h 05 », in the reader's time zone."""
    return times.clock(timezone.localtime(when)) if when else ""


def day(when: datetime | date | None) -> str:
    """« mardi 24 novembre »."""
    if when is None:
        return ""
    return times.day_name(timezone.localtime(when).date() if isinstance(when, datetime) else when)


def long_date(when: datetime | date | None) -> str:
    """« 24 novembre 2026 »."""
    if when is None:
        return ""
    return times.long_date(timezone.localtime(when).date() if isinstance(when, datetime) else when)


def duration_words(length: timedelta | None) -> str:
    """« 5 h », « 3 jours »."""
    return times.duration(length) if length is not None else ""


def in_letters(number: int) -> str:
    """« trois » up to eleven, « 12 » after."""
    return times.in_letters(number)


@lru_cache(maxsize=1024)
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


def must_be_filled(field) -> bool:
    """Whether this field is required and can be left empty: a choice already made needs no warning."""
    widget = field.field.widget
    kind = getattr(widget, "input_type", "")
    if not field.field.required:
        return False
    if kind == "select" and not widget.allow_multiple_selected:
        return any(value in ("", None) for value, _ in widget.choices)
    return kind != "radio" or field.value() in ("", None)


def must_be_marked(form) -> bool:
    """Whether some fields of `form` may stay empty and others not, so that the difference must be said."""
    return len({must_be_filled(field) for field in form.visible_fields()}) > 1


def date_as(when: datetime | date | None, shape: str) -> str:
    """`when`, in the reader's time zone, in one of Django's shapes of dates."""
    return django.date(timezone.template_localtime(when), shape)


def length(several: Any) -> int:
    """How many; nothing holds none."""
    return 0 if several is None else len(several)


FILTERS = {
    "capfirst": django.capfirst,
    "clock": clock,
    "date": date_as,
    "day": day,
    "duration_words": duration_words,
    "filesizeformat": django.filesizeformat,
    "floatformat": django.floatformat,
    "in_letters": in_letters,
    "length": length,
    "linebreaks": django.linebreaks_filter,
    "linebreaksbr": django.linebreaksbr,
    "long_date": long_date,
    "must_be_filled": must_be_filled,
    "must_be_marked": must_be_marked,
    "phone": phone,
    "truncatechars": django.truncatechars,
    "truncatewords": django.truncatewords,
    "urlencode": django.urlencode,
    "urlize": django.urlize,
}
