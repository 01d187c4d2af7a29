"""What was promised, as people say it: « réponse promise avant 15 h »."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.utils.translation import get_language, gettext, pgettext

from tisserand.ui import times

STEP = timedelta(minutes=5)


def promised_words(due_at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """« Réponse promise avant 15 h », « … avant demain 11 h », « … avant lundi 10 h », as one reads.

    Told in `zone`, to five minutes above. A time that has passed: « réponse promise pour hier 15 h ».
    """
    due, now = _rounded_up(due_at.astimezone(zone)), now.astimezone(zone)
    when = _when(due, now)
    if due_at < now:
        return gettext("answer was promised for %(when)s") % {"when": when}
    return gettext("answer promised before %(when)s") % {"when": when}


def _rounded_up(when: datetime) -> datetime:
    over = timedelta(minutes=when.minute % 5, seconds=when.second, microseconds=when.microsecond)
    return when + (STEP - over if over else over)


def _when(due: datetime, now: datetime) -> str:
    days = (due.date() - now.date()).days
    if days == 0:
        return times.clock(due)
    return f"{_day(due.date(), days)} {times.clock(due)}"


def _day(day: date, days: int) -> str:
    near = {1: gettext("tomorrow"), -1: gettext("yesterday")}
    if days in near:
        return near[days]
    if 1 < days < 7:
        return format_date(day, "EEEE", locale=get_language() or "fr")
    return pgettext("before a time", "%(day)s,") % {"day": times.day_name(day)}
