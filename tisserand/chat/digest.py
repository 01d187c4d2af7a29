"""What was said in a day: who spoke, what was asked and where it went."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Q

from tisserand.communities.hearing import in_their_rhythm
from tisserand.conversations.models import Thread
from tisserand.mail import outbox
from tisserand.people.models import Person

from .models import ChatMessage, DigestWish, Room

QUESTIONS = 20  # of a day, left in the room


@dataclass
class Day:
    """`people` in the order in which they first spoke; `threads` are the questions that have a page of their
    own; `asked` are messages that ask something and stayed in the room."""

    room: Room
    day: date
    people: list[Person] = field(default_factory=list)
    threads: list[Thread] = field(default_factory=list)
    asked: list[ChatMessage] = field(default_factory=list)

    @property
    def said_something(self) -> bool:
        return bool(self.people)


def said_on(room: Room, day: date) -> models.QuerySet[ChatMessage]:
    begins, ends = room.span_of(day)
    return room.messages.filter(created_at__gte=begins, created_at__lt=ends).order_by("number")


def of(room: Room, day: date) -> Day:
    """In three queries, however much was said."""
    begins, ends = room.span_of(day)
    standing = said_on(room, day).standing()
    order = dict.fromkeys(standing.exclude(author=None).values_list("author", flat=True))
    people = Person.objects.in_bulk(order)
    asked_for_all = Thread.objects.visible().filter(
        lift__room=room, lift__undone_at=None, lift__said_at__gte=begins, lift__said_at__lt=ends
    )
    threads = list(asked_for_all.for_list().order_by("created_at", "pk"))
    for thread in threads:
        thread.community = room.community
    asked = standing.filter(text__contains="?", lift=None).select_related("author")
    return Day(
        room,
        day,
        people=[people[author] for author in order if author in people],
        threads=threads,
        asked=list(asked[:QUESTIONS]),
    )


def days_beside(room: Room, day: date, now: datetime) -> tuple[date | None, date | None]:
    """The days before and after this one on which something was said that is kept."""
    begins, ends = room.span_of(day)
    kept = ChatMessage.objects.kept(room, now).standing().order_by("created_at")
    before = kept.filter(created_at__lt=begins).values_list("created_at", flat=True).last()
    after = kept.filter(created_at__gte=ends).values_list("created_at", flat=True).first()
    return (room.day_of(before) if before else None, room.day_of(after) if after else None)


def tell_of_yesterday(now: datetime) -> int:
    """Post the digest of each room where somebody wants it and something was said the day before, once; how
    many rooms."""
    told = 0
    wanted = Room.objects.filter(digest_wishes__isnull=False).distinct()
    for room in wanted.select_related("community__organisation").order_by("pk"):
        here = room.community.at(now)
        yesterday = room.day_of(here) - timedelta(days=1)
        fresh = Q(told_on=None) | Q(told_on__lt=yesterday)
        if not Room.objects.filter(fresh, pk=room.pk).update(told_on=yesterday):
            continue
        if said_on(room, yesterday).standing().exists():
            _post(room, yesterday, now)
            told += 1
    return told


def _post(room: Room, day: date, now: datetime) -> None:
    present = room.community.memberships.present().values("person")
    wishes = DigestWish.objects.filter(room=room, person__in=present).select_related("person")
    people = in_their_rhythm(room.community_id, [wish.person for wish in wishes.order_by("person")])
    outbox.post_each("chat-digest", people, now=now, key=f"room-{room.pk}", room=room.pk, day=day.isoformat())
