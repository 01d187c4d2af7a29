"""What was said in rooms, for whoever searches: a document is a day of a room, as long as it is kept."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tisserand.communities.models import Community, Membership
from tisserand.search.sources import Content, Said, Shown, Source, source

from . import digest
from .models import ChatMessage, Room
from .models.rooms import DAYS


def _day(key: int) -> date:
    return date.fromordinal(key % DAYS)


@source
class Days(Source):
    name = "chat"
    kinds = [("chat", gettext_lazy("live chat"))]
    template = "chat/_found.html"

    def contents(self, keys: Collection[int], parts: Collection[int] | None = None) -> Iterable[Content]:
        rooms = _rooms(keys)
        for key in keys:
            room = rooms.get(key // DAYS)
            if room is None:
                continue
            rows = digest.said_on(room, _day(key)).standing()
            rows = rows if parts is None else rows.filter(pk__in=parts)
            said = [Said(*row) for row in rows.values_list("pk", "author", "created_at", "text")]
            if said:
                place = room.community
                yield Content(key, place.pk, place.language, "chat", room.name, passages=said)

    def keys(self, community: Community) -> Iterator[int]:
        for room in community.rooms.select_related("community__organisation").order_by("pk"):
            moments = room.messages.standing().values_list("created_at", flat=True).order_by("created_at")
            yield from dict.fromkeys(room.key_of(room.day_of(moment)) for moment in moments.iterator())

    def visible(self, parts: Collection[int], membership: Membership) -> set[int]:
        here = ChatMessage.objects.standing().filter(pk__in=parts, room__community=membership.community_id)
        rows = here.select_related("room").only("created_at", "room__kept_days", "room__community")
        now = membership.community.now()
        return {row.pk for row in rows if row.created_at >= row.room.keeps_from(now)}

    def shown(self, found: dict[int, list[int]], membership: Membership, now: datetime) -> dict[int, Shown]:
        rooms = _rooms(found)
        wanted = [part for parts in found.values() for part in parts]
        rows = ChatMessage.objects.filter(pk__in=wanted).select_related("author").order_by("number")
        said: dict[int, list[ChatMessage]] = defaultdict(list)
        for row in rows:
            row.room = rooms[row.room_id]
            said[row.room.key_of(row.room.day_of(row.created_at))].append(row)
        return {
            key: Shown(
                title=rooms[key // DAYS].name,
                thing={"room": rooms[key // DAYS], "day": _day(key)},
                texts={row.pk: row.text for row in said[key]},
                urls={row.pk: row.url for row in said[key]},
                authors={
                    row.pk: row.author.name if row.author else _("A former member") for row in said[key]
                },
            )
            for key in found
            if key // DAYS in rooms
        }


def _rooms(keys: Collection[int]) -> dict[int, Room]:
    rooms = Room.objects.select_related("community__organisation")
    return rooms.in_bulk({key // DAYS for key in keys})
