"""Times and names as people say them, in the language that is active."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from django.utils import formats, timezone
from django.utils.functional import lazy
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tisserand.people.models import Person
from tisserand.ui import times


def day(when: date | datetime) -> str:
    """« 12 novembre »; aware moments in the active zone."""
    said = formats.date_format(timezone.localtime(when) if isinstance(when, datetime) else when, "j F")
    french_first = said.startswith("1 ") and (get_language() or "").startswith("fr")
    return said.replace("1 ", "1er ", 1) if french_first else said


def moment(when: datetime) -> str:
    """« 12 novembre à 10 h 05 », in the active zone."""
    return _("%(day)s at %(time)s") % {"day": day(when), "time": times.clock(timezone.localtime(when))}


def days(count: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}


def hours(span: timedelta) -> str:
    """« 5 h », or « 20 min » under an hour."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 60:
        return _("%(count)s min") % {"count": max(minutes, 1)}
    return _("%(count)s h") % {"count": minutes // 60}


def elapsed(span: timedelta) -> str:
    """« 20 min », « 5 h », « 3 jours »."""
    return days(span.days) if span >= timedelta(days=1) else hours(span)


def names(people: Sequence[Person], *, at_most: int = 3) -> str:
    """« Inès et Paul », « Inès, Paul, Léa et 4 autres »."""
    shown = [person.first_name for person in people[:at_most]]
    rest = len(people) - len(shown)
    if rest:
        others = ngettext("%(count)s other", "%(count)s others", rest) % {"count": rest}
        return _("%(names)s and %(last)s") % {"names": ", ".join(shown), "last": others}
    if len(shown) < 2:
        return "".join(shown)
    return _("%(names)s and %(last)s") % {"names": ", ".join(shown[:-1]), "last": shown[-1]}


def weekday(when: date) -> str:
    """« Lundi 30 novembre »"""
    said = times.day_name(when)
    return said[:1].upper() + said[1:]


def rhythm(usual_gap: float) -> str:
    """« tous les 3 jours », from days between two visits."""
    every = max(round(usual_gap), 1)
    return ngettext("every day", "every %(count)s days", every) % {"count": every}


def _call(make: Callable[..., str], *args) -> str:
    return make(*args)


# A sentence made only if somebody reads it: of a thousand lines, forty are shown.
said = lazy(_call, str)


def answered() -> str:
    return _("its author answers what was decided: they wait for a word from you")


def reported(times: int, reason: str) -> str:
    """« signalé par 2 personnes : « …» »: how many ask for a look, and why one of them does."""
    said = ngettext(
        "reported by %(count)s person: “%(reason)s”", "reported by %(count)s people: “%(reason)s”", times
    )
    return said % {"count": times, "reason": reason}
