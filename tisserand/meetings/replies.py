"""The answer of a calendar program (iMIP, RFC 6047): `METHOD:REPLY`, read as doubtfully as mail is."""

from datetime import datetime

from icalendar import Calendar

from tisserand.people.models import Person

from . import ics
from .models import LiveSession

SAID = ("ACCEPTED", "DECLINED", "TENTATIVE")
MOST = 20  # events and attendees that are looked at


def read(content: bytes, session: LiveSession, person: Person) -> str:
    """What this person answers to this session; "" when it says nothing of the kind, or speaks of an hour at
    which the session is not any more."""
    try:
        events = Calendar.from_ical(content).walk("VEVENT")[:MOST]
        return next(filter(None, (_said(one, session, person) for one in events)), "")
    except Exception:  # a calendar may be wrong in every way there is, and what reads it raises as many
        return ""


def _said(event, session: LiveSession, person: Person) -> str:
    if str(event.get("uid", "")) != ics.uid("session", session.pk) or _of_another_hour(event, session):
        return ""
    found = event.get("attendee", [])
    for one in (found if isinstance(found, list) else [found])[:MOST]:
        address = str(one).strip().lower().removeprefix("mailto:")
        said = str(one.params.get("PARTSTAT", "")).upper()
        if address == person.email and said in SAID:
            return said
    return ""


def _of_another_hour(event, session: LiveSession) -> bool:
    """Whether the session has moved since: only an answer of before may say so."""
    begins = event.decoded("dtstart") if event.get("dtstart") else None
    older = int(event.get("sequence", 0)) < session.sequence
    return older and not (isinstance(begins, datetime) and begins == session.present_start)
