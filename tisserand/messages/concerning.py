"""What private conversations have for a person (see `concerns`): that somebody wrote, never what."""

from django.db.models import Max
from django.utils.translation import gettext as _

from tisserand.concerns.lines import Line, Rank, Reader, source

from .models import Message


@source("private")
def private(reader: Reader, limit: int) -> list[Line]:
    """One line for each conversation with words that are not read yet."""
    unread = Message.objects.unread_by(reader.person).filter(author__isnull=False).exclude(source="")
    unread = unread.filter(reader.unread("conversation__community", "created_at"))
    newest = unread.order_by().values("conversation").annotate(newest=Max("pk")).order_by("-newest")
    keys = [row["newest"] for row in newest[:limit]]
    rows = Message.objects.filter(pk__in=keys).select_related("author", "conversation")
    lines = []
    for message in rows.defer("source", "html", "text", "folded"):
        community = reader.communities[message.conversation.community_id]
        message.conversation.community = community
        lines.append(
            Line(
                key=f"private.{message.conversation_id}",
                rank=Rank.FOR_ME,
                at=message.created_at + community.set_back,
                community=community,
                title=_("%(name)s has written to you") % {"name": message.author.name},
                why=_("A private message."),
                url=message.url,
            )
        )
    return lines
