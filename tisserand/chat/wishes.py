"""Whoever asks for it gets what was said each day, by mail."""

from datetime import datetime

from django.db import transaction

from tisserand.people.models import Person

from .models import Room


@transaction.atomic
def ask(room: Room, person: Person, *, now: datetime) -> bool:
    """False when they had asked already."""
    _wish, new = room.digest_wishes.get_or_create(person=person, defaults={"asked_at": now})
    if new:
        room.community.record("followed", person, room, at=now)
    return new


@transaction.atomic
def ask_no_more(room: Room, person: Person, *, now: datetime) -> bool:
    gone, _rows = room.digest_wishes.filter(person=person).delete()
    if gone:
        room.community.record("unfollowed", person, room, at=now)
    return bool(gone)
