"""Days of a path, as people say them."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext, ngettext

from tisserand.ui import times


def day(day: date, today: date) -> str:
    """« aujourd’hui », « vendredi », « le lundi 7 décembre »."""
    # At noon in the reader's zone, so that `today` is their day too.
    return times.humane(day, datetime.combine(today, time(12), tzinfo=timezone.get_current_timezone()))


def due(due_on: date, today: date, *, late: bool) -> str:
    """« pour vendredi », late « attendue depuis trois jours », otherwise « prévue le 3 novembre »."""
    days = (today - due_on).days
    if days <= 0:
        return gettext("due %(day)s") % {"day": day(due_on, today)}
    if not late:
        return gettext("was due on %(day)s") % {"day": times.day_name(due_on)}
    count = {"count": times.in_letters(days)}
    return ngettext("expected since yesterday", "expected for %(count)s days", days) % count


def minutes(count: int) -> str:
    """« 12 min », « 1 h 30 »."""
    return times.duration(timedelta(minutes=count))
