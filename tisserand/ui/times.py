"""Times as people say them: « hier à 16 h », « il y a trois semaines »."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from babel.dates import format_date
from django.utils import timezone
from django.utils.translation import get_language, gettext, gettext_noop, npgettext, pgettext


def _locale() -> str:
    return "fr" if (get_language() or "fr").startswith("fr") else "en_GB"


LETTERS = {
    2: gettext_noop("two"),
    3: gettext_noop("three"),
    4: gettext_noop("four"),
    5: gettext_noop("five"),
    6: gettext_noop("six"),
    7: gettext_noop("seven"),
    8: gettext_noop("eight"),
    9: gettext_noop("nine"),
    10: gettext_noop("ten"),
    11: gettext_noop("eleven"),
}


def in_letters(number: int) -> str:
    """« trois » up to eleven, then « 12 »."""
    return gettext(LETTERS[number]) if number in LETTERS else str(number)


def clock(when: datetime) -> str:
    """« 16 h », « 9 h 05 »; “4 pm”, “9:05 am”. Local time of the reader."""
    if _locale() == "fr":
        return f"{when.hour}\u00a0h" + (f"\u00a0{when:%M}" if when.minute else "")
    minutes = f":{when:%M}" if when.minute else ""
    return f"{when.hour % 12 or 12}{minutes}\u00a0{'am' if when.hour < 12 else 'pm'}"


def day_name(day: date) -> str:
    """« mardi 24 novembre »; “Tuesday 24 November”. The first of a month is « 1er »."""
    return _first(_said(day, "EEEE d MMMM", _locale()), day)


def long_date(day: date) -> str:
    """« 24 novembre 2026 »."""
    return _first(_said(day, "d MMMM y", _locale()), day)


def exactly(when: datetime) -> str:
    """« mardi 24 novembre 2026 à 16 h 03 », for whoever wants the exact time."""
    day = _first(_said(when.date(), "EEEE d MMMM y", _locale()), when)
    return pgettext("moment", "%(day)s at %(time)s") % {"day": day, "time": clock(when)}


@lru_cache(maxsize=4096)
def _said(day: date, pattern: str, locale: str) -> str:
    """The same days come on every line of a list, and reading a pattern costs more than the line."""
    return format_date(day, pattern, locale=locale)


def _first(text: str, day: date) -> str:
    if _locale() == "fr" and day.day == 1:
        return text.replace("1 ", "1er ", 1) if text.startswith("1 ") else text.replace(" 1 ", " 1er ", 1)
    return text


class Here(NamedTuple):
    """Where and when something is read. A page that tells many moments asks for it once."""

    now: datetime  # UTC
    today: date
    language: str | None
    zone: str

    def just_now(self, when: datetime | date) -> int | None:
        """Minutes since `when`, if it is of the last hour and of today."""
        if not isinstance(when, datetime):
            return None
        passed = self.now - when.astimezone(UTC)
        if timedelta(0) <= passed < timedelta(hours=1) and timezone.localdate(when) == self.today:
            return int(passed.total_seconds() // 60)
        return None


def here(now: datetime) -> Here:
    """At `now`, in the language and zone that are active."""
    today = timezone.localdate(now)
    return Here(now.astimezone(UTC), today, get_language(), timezone.get_current_timezone_name())


def humane(when: datetime | date, now: datetime) -> str:
    """How a person would say `when` at the moment `now`, both told in the reader's time zone.

    To be read after a verb: « a répondu hier à 16 h ». A plain date is told without an hour.
    """
    return humanely(when, here(now))


def humanely(when: datetime | date, here: Here) -> str:
    """The same, `here` being what is active."""
    minutes = here.just_now(when)
    return _of_day(when, *here[1:]) if minutes is None else _just_now(minutes)


@lru_cache(maxsize=8192)
def _of_day(when: datetime | date, today: date, language: str | None, zone: str) -> str:
    """What is said of it all day long."""
    if not isinstance(when, datetime):
        return _day(when, today, language)
    when = timezone.localtime(when)
    days = (today - when.date()).days
    if days >= 7 or days <= -7:
        return _day(when.date(), today, language)
    if days == 0:
        return pgettext("time of today", "at %(time)s") % {"time": clock(when)}
    said = {"day": _day(when.date(), today, language), "time": clock(when)}
    return pgettext("moment", "%(day)s at %(time)s") % said


def _just_now(minutes: int) -> str:
    if minutes < 1:
        return pgettext("moment", "just now")
    return npgettext("moment", "a minute ago", "%(count)s minutes ago", minutes) % {
        "count": in_letters(minutes)
    }


@lru_cache(maxsize=4096)
def _day(day: date, today: date, language: str | None) -> str:
    days = (today - day).days
    if days == 0:
        return pgettext("moment", "today")
    if days == 1:
        return pgettext("moment", "yesterday")
    if days == -1:
        return pgettext("moment", "tomorrow")
    if -7 < days < 7:
        name = _said(day, "EEEE", _locale())
        return pgettext("weekday", "on %(day)s") % {"day": name}
    if 7 <= days < 31:
        weeks = days // 7
        return npgettext("moment", "a week ago", "%(count)s weeks ago", weeks) % {"count": in_letters(weeks)}
    if 31 <= days < 335:
        months = max(1, round(days / 30.44))
        return npgettext("moment", "a month ago", "%(count)s months ago", months) % {
            "count": in_letters(months)
        }
    if days < 0 and day.year == today.year:
        return pgettext("a day", "on %(day)s") % {"day": day_name(day)}
    return pgettext("a day", "on %(day)s") % {"day": long_date(day)}


def duration(length: timedelta) -> str:
    """« 20 min », « 5 h », « 1 h 30 », « 3 jours »: one or two figures that say enough, kept on one line."""
    return _duration(max(0, int(length.total_seconds() // 60))).replace(" ", "\u00a0")


def _duration(minutes: int) -> str:
    if minutes < 60:
        return pgettext("duration", "%(count)s min") % {"count": minutes}
    hours, rest = divmod(minutes, 60)
    if rest and hours < 5:
        return pgettext("duration", "%(hours)s h %(minutes)s") % {"hours": hours, "minutes": f"{rest:02}"}
    if hours < 24:
        return pgettext("duration", "%(hours)s h") % {"hours": hours}
    days = hours // 24
    return npgettext("duration", "%(count)s day", "%(count)s days", days) % {"count": days}
