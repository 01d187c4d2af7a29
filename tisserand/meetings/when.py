"""When a session is, as people say it, in the zone of who reads."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from tisserand.ui import times

from .models import LiveSession


def moment(at: datetime) -> str:
    """« vendredi 27 novembre à 11 h »."""
    here = timezone.localtime(at)
    return _("%(day)s at %(time)s") % {"day": times.day_name(here.date()), "time": times.clock(here)}


def span(begins: datetime, ends: datetime) -> str:
    """« vendredi 27 novembre, de 11 h à 12 h »."""
    begins, ends = timezone.localtime(begins), timezone.localtime(ends)
    said = {"day": times.day_name(begins.date()), "begins": times.clock(begins), "ends": times.clock(ends)}
    return _("%(day)s, from %(begins)s to %(ends)s") % said


def elsewhere(session: LiveSession, begins: datetime) -> str:
    """« 11 h à l’heure de Maison Arpent », when clocks show another hour there than here; otherwise ""."""
    there, here = begins.astimezone(session.community.zone), timezone.localtime(begins)
    if there.utcoffset() == here.utcoffset():
        return ""
    said = {"time": times.clock(there), "organisation": session.community.organisation.name}
    return _("%(time)s by the clocks of %(organisation)s") % said
