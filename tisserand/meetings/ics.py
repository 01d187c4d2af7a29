"""Calendars as programs read them (RFC 5545): entries become text/calendar.

Moments are told in UTC, which every program turns into the hour of its owner: no table of zones to be wrong.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress, vUri

from tisserand.mail import headers

PRODUCT = "-//Tisserand//Tisserand//FR"


@dataclass(frozen=True)
class Entry:
    """One thing in a calendar, between two moments of the present, or of a whole day (`begins` is a date).

    `uid` stays for as long as it is the same thing; `sequence` and `changed_at` grow when it changes.
    """

    uid: str
    title: str
    begins: datetime | date
    changed_at: datetime
    ends: datetime | None = None
    where: str = ""
    url: str = ""
    text: str = ""
    sequence: int = 0
    cancelled: bool = False


def uid(kind: str, number: int) -> str:
    """A name that no other site gives."""
    return f"{kind}-{number}@{urlsplit(settings.SITE_URL).hostname or 'tisserand'}"


@dataclass(frozen=True)
class Asked:
    """Whom an entry asks, and where their program answers. `said`: RFC 5545's PARTSTAT."""

    name: str
    address: str
    answer_to: str
    said: str = "NEEDS-ACTION"


def calendar(
    entries: Iterable[Entry],
    *,
    method: str = "PUBLISH",
    name: str = "",
    organizer: str = "",
    asked: Asked | None = None,
) -> bytes:
    """The same entries give the same bytes. `organizer` is the name of who invites, by the site's address, or
    by the one that is `asked` to be answered to."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", method)
    if name:
        shown = headers.one_line(name, 120)
        made.add("name", shown)
        made.add("x-wr-calname", shown)
        made.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
        made.add("x-published-ttl", "PT1H")
    for entry in entries:
        made.add_component(_event(entry, organizer, asked))
    return made.to_ical()


def _event(entry: Entry, organizer: str, asked: Asked | None) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("sequence", entry.sequence)
    event.add("summary", entry.title)
    whole_day = not isinstance(entry.begins, datetime)
    event.add("dtstart", entry.begins if whole_day else entry.begins.astimezone(UTC))  # type: ignore[union-attr]
    if entry.ends:
        event.add("dtend", entry.ends.astimezone(UTC))
    event.add("transp", "TRANSPARENT" if whole_day or entry.cancelled else "OPAQUE")
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    for name, value in (("location", entry.where), ("description", entry.text)):
        if value:
            event.add(name, value)
    if entry.url:
        event.add("url", vUri(entry.url))
    if organizer:
        event.add("organizer", _address(asked.answer_to if asked else headers.site_address(), organizer))
    if asked:
        reader = _address(asked.address, asked.name)
        reader.params |= {"partstat": asked.said, "rsvp": "TRUE", "role": "REQ-PARTICIPANT"}
        event.add("attendee", reader)
    return event


def _address(address: str, name: str) -> vCalAddress:
    found = vCalAddress(f"mailto:{address}")
    found.params["cn"] = headers.one_line(name, 120).replace('"', "”")
    return found
