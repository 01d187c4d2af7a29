"""What is said in a room is kept as long as its community chose, and no longer."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Value

from tisserand.search import indexing

from .models import ChatMessage, ChatReport, Room

AT_MOST = 1000  # rows in one transaction


def forget_old(now: datetime) -> int:
    """Delete what each room no longer keeps; how many messages."""
    rooms = Room.objects.select_related("community__organisation").order_by("pk")
    return sum(
        gone
        for room in rooms
        for gone in delete(deletable().filter(room=room, created_at__lt=_since(room, now)))
    )


def _since(room: Room, now: datetime) -> datetime:
    return room.keeps_from(room.community.at(now))


def deletable() -> QuerySet[ChatMessage]:
    """All but those whose report nobody has settled."""
    return ChatMessage.objects.exclude(
        Exists(ChatReport.objects.filter(message=OuterRef("pk"), settled_at=None))
    )


def older(before: datetime) -> QuerySet[ChatMessage]:
    """What may be deleted of those older than this, on the clock of their community."""
    return deletable().filter(created_at__lt=Value(before) - F("room__community__set_back"))


def delete(old: QuerySet[ChatMessage], at_most: int = AT_MOST) -> Iterator[int]:
    """Delete these messages, so many at a time; how many each time. The search forgets them in the same
    transaction."""
    gone = old.select_related("room__community__organisation").order_by("pk")
    while rows := list(gone[:at_most]):
        with transaction.atomic():
            ChatMessage.objects.filter(pk__in=[row.pk for row in rows]).delete()
            indexing.note_all("chat", {row.room.key_of(row.room.day_of(row.created_at)) for row in rows})
        yield len(rows)
