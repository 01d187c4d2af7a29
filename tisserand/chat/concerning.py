"""What live rooms have for a person (see `concerns`): where they are named."""

from django.utils.translation import gettext as _

from tisserand.concerns.lines import Line, Rank, Reader, source

from .models import ChatMention


@source("room")
def named(reader: Reader, limit: int) -> list[Line]:
    rows = ChatMention.objects.filter(person=reader.person, read_at=None, message__deleted_at=None)
    rows = rows.filter(reader.unread("message__room__community", "message__created_at"))
    found = rows.select_related("message__author", "message__room").order_by("-message__created_at")
    lines = []
    for mention in found[:limit]:
        message, room = mention.message, mention.message.room
        room.community = reader.communities[room.community_id]
        name = message.author.name if message.author else _("A former member")
        lines.append(
            Line(
                key=f"room.{room.pk}",
                rank=Rank.FOR_ME,
                at=message.created_at + room.community.set_back,
                community=room.community,
                title=room.name,
                why=_("%(name)s names you in this room.") % {"name": name},
                url=message.url,
            )
        )
    return lines
