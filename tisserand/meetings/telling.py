"""Have a mail sent to many about a session, by a person each time; the clock alone reminds (`reminding`)."""

from datetime import datetime, timedelta

from django.db import transaction

from tisserand.people.models import Person

from .models import LiveSession, Telling
from .tasks import tell_of_session

# So long a mail waits before it leaves: what was a mistake can be taken back.
SECOND_THOUGHT = timedelta(minutes=10)


@transaction.atomic
def tell(
    session: LiveSession, kind: str, *, by: Person, now: datetime, started_at: datetime | None = None
) -> Telling:
    told = Telling.objects.create(session=session, kind=kind, told_by=by, told_at=now, started_at=started_at)
    tell_of_session.enqueue(told.pk)
    return told


@transaction.atomic
def invite(session: LiveSession, *, by: Person, now: datetime) -> Telling:
    """Invite by mail all those whom the session concerns, and who were not invited yet."""
    session.community.record("convened", by, session, at=now)
    return tell(session, Telling.Kind.INVITATION, by=by, now=now)
