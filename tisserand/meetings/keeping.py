"""A group whose people hold an appointment is not deleted under them."""

from datetime import datetime

from django.utils.translation import gettext as _

from tisserand.programmes.discarding import keeps
from tisserand.programmes.models import Cohort, Programme

from . import when
from .models import Attendance, LiveSession


@keeps
def sessions(made: Programme | Cohort, now: datetime) -> str:
    """A session to come, or a list of who was there."""
    groups = Cohort.objects.filter(pk=made.pk) if isinstance(made, Cohort) else made.cohorts.all()
    theirs = LiveSession.objects.filter(cohort__in=groups).select_related("community__organisation")
    coming = theirs.standing().to_come(now).first()
    if coming is not None:
        said = {"session": coming.title, "when": when.moment(coming.starts_at)}
        return _("“%(session)s” is to come, %(when)s: call it off first, so that people are told.") % said
    if Attendance.objects.filter(session__in=theirs).exists():
        return _("Who was there in its live sessions was noted, and that proof is kept.")
    return ""
