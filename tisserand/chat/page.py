"""What the page of a room shows to one reader, in a constant number of queries."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django import forms
from django.core.paginator import Paginator
from django.db import transaction
from django.utils import timezone

from tisserand.conversations.states import state_of
from tisserand.people.models import Person

from . import digest, saying
from .models import ChatMention, ChatMessage, ChatReport, Room
from .reading import Line, Reader, lines

SHOWN = 60  # messages on a page
OF_A_DAY = 200


@dataclass
class OneDay:
    day: date
    lines: list[Line]


def number(asked: str) -> int | None:
    """A number that came in an address; None when it is none that the database takes."""
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None


def of(room: Room, reader: Reader, *, before: str = "") -> dict:
    """The last messages, or those before a number. Who is named in them has seen it."""
    now, earlier = room.community.now(), number(before)
    kept = ChatMessage.objects.kept(room, now)
    kept = kept.filter(number__lt=earlier) if earlier else kept
    newest = list(kept.for_reading().order_by("-number")[: SHOWN + 1])
    rows = newest[:SHOWN][::-1]
    if any(mention.person_id == reader.person for row in rows for mention in row.mentions.all()):
        ChatMention.objects.filter(person=reader.person, message__in=rows, read_at=None).update(read_at=now)
    return {
        "room": room,
        "rooms": list(Room.objects.in_sight(room.community, now)),
        "reader": reader,
        "days": by_day(lines(rows, room.community.slug)),
        "earlier": rows[0].number if len(newest) > SHOWN else None,
        "live": earlier is None,
        "is_open": room.is_open(now),
        "closed": "" if room.is_open(now) else saying.closed_words(room, now),
        "over": bool(room.ends_at and room.ends_at <= now),
        "today": room.day_of(now).isoformat(),
        "now": now,
        "reports_wait": reader.moderates and ChatReport.objects.waiting(room.community).exists(),
    }


def by_day(shown: list[Line]) -> list[OneDay]:
    """In the days of the reader."""
    days = groupby(shown, key=lambda line: timezone.localtime(line.written_at).date())
    return [OneDay(day, list(several)) for day, several in days]


def of_day(room: Room, day: date, reader: Reader, *, number: int | None) -> dict:
    now = room.community.now()
    found = digest.of(room, day)
    kept = digest.said_on(room, day).filter(created_at__gte=room.keeps_from(now))
    page = Paginator(kept.for_reading(), OF_A_DAY).get_page(number or 1)
    before, after = digest.days_beside(room, day, now)
    person = Person(pk=reader.person)
    return {
        "room": room,
        "digest": found,
        "threads": [(thread, state_of(thread, reader=person, now=now)) for thread in found.threads],
        "page": page,
        "lines": lines(page.object_list, room.community.slug),
        "reader": reader,
        "before": before,
        "after": after,
        "now": now,
    }


@transaction.atomic
def settle(room: Room, form: forms.ModelForm, *, by: Person, now: datetime) -> None:
    """Keep what was chosen for a room that is there, or open a new one."""
    new = room.pk is None
    form.save()
    verb = "opened-room" if new else "changed"
    room.community.record(verb, by, room, at=now, fields=[] if new else form.changed_data)
