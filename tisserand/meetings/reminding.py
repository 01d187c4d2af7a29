"""The day before, a word to those who said that they come: at the opening hour of the last working day before
the session, once for each day to which it is set."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Value

from tisserand.communities.hearing import in_their_rhythm
from tisserand.mail import outbox
from tisserand.people.calendar import is_working_day

from .models import LiveSession, SignUp
from .models.coming import ABSENT

DAY = timedelta(days=1)
# The longest stretch of days without work that is looked over: a session after it is reminded in time.
AHEAD = timedelta(days=12)
AT_ONCE = 200


def reminded_from(session: LiveSession) -> datetime:
    """The moment from which its reminder is due."""
    organisation = session.community.organisation
    day = session.day - DAY
    while not is_working_day(organisation, day) and session.day - day < AHEAD:
        day -= DAY
    return datetime.combine(day, organisation.open_from, tzinfo=session.community.zone)


def remind_some(present: datetime) -> int:
    """Post the reminders that are due; how many. Whoever said it after that moment needs none."""
    now = Value(present) - F("community__set_back")
    near = LiveSession.objects.standing().filter(starts_at__gt=now, starts_at__lte=now + AHEAD)
    posted = 0
    for session in near.select_related("community__organisation").order_by("starts_at", "pk"):
        due = reminded_from(session)
        if due <= session.community.at(present):
            posted += _remind(session, due, present)
    return posted


def _remind(session: LiveSession, due: datetime, present: datetime) -> int:
    posted = 0
    while True:
        with transaction.atomic():
            waiting = SignUp.objects.filter(session=session, reminded_at=None, said_at__lt=due)
            waiting = waiting.exclude(answer=ABSENT).select_for_update(skip_locked=True, of=("self",))
            some = list(waiting.select_related("person").order_by("pk")[:AT_ONCE])
            SignUp.objects.filter(pk__in=[one.pk for one in some]).update(
                reminded_at=session.community.at(present)
            )
            for person in in_their_rhythm(session.community_id, [one.person for one in some]):
                outbox.post("session-reminder", person, now=present, session=session.pk)
        posted += len(some)
        if len(some) < AT_ONCE:
            return posted
