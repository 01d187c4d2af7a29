"""What is planned becomes the thing itself: a session, a debate, a poll, a letter. It stays tied to it: the
calendar shows it once, on the day and in the state of the thing."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tisserand.debates import opening
from tisserand.debates.models import Debate, Poll
from tisserand.letter import drafting
from tisserand.letter.models import Edition
from tisserand.meetings import planning as meetings
from tisserand.meetings.models import LiveSession
from tisserand.people.models import Person

from . import placing, planning
from .models import Planned


@transaction.atomic
def session(planned: Planned, *, by: Person, now: datetime, **values: Any) -> LiveSession:
    """Its live session. A day other than the one foreseen is that of this thing from now on. ValidationError
    when it is done already, or as `meetings.planning.plan`."""
    made = meetings.plan(planned.community, by=by, now=now, **values)
    planning.finish(planned, by=by, now=now, session=made)
    keep_day(planned)
    return made


def keep_day(planned: Planned) -> None:
    """The day of its session is its own: the dates of the group say another no more."""
    planned.moved_to = planned.session.day
    planned.save(update_fields=["moved_to"])


def other_day(planned: Planned) -> date | None:
    """The day the plan says now, where the session that was prepared stands on another; None otherwise."""
    if planned.session is None or planned.session.cancelled_at:
        return None
    said = placing.foreseen(planned, planned.community)
    return said if said != planned.session.day else None


@transaction.atomic
def debate(planned: Planned, *, by: Person, now: datetime, **values: Any) -> Debate:
    """Its debate. ValidationError when it is done already, or as `open_debate`."""
    made = opening.open_debate(planned.community, by=by, now=now, **values)
    planning.finish(planned, by=by, now=now, thread=made.thread)
    return made


@transaction.atomic
def poll(planned: Planned, *, by: Person, now: datetime, **values: Any) -> Poll:
    """Its poll. ValidationError when it is done already, or as `open_poll`."""
    made = opening.open_poll(planned.community, by=by, now=now, **values)
    planning.finish(planned, by=by, now=now, thread=made.thread)
    return made


@transaction.atomic
def letter(planned: Planned, *, by: Person, now: datetime) -> Edition:
    """The letter of that week: the one that is being prepared, or another for that moment. It is sent when
    that is. ValidationError when it is done already, or the letter before has not left."""
    leaves_at = max(planned.moment, now)
    edition = drafting.begin(planned.community, by=by, now=now, leaves_at=leaves_at)
    if Planned.objects.standing().filter(edition=edition).exclude(pk=planned.pk).exists():
        raise ValidationError(_("The letter before this one has not left yet: it comes first."))
    planning.finish(planned, by=by, now=now, edition=edition)
    return edition
