"""What was said live and somebody wants looked at."""

from datetime import datetime

from django.db.models import Count, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from tisserand.chat.models import ChatMessage, ChatReport
from tisserand.communities.models import Community
from tisserand.ui.statements import statement

from .. import words
from ..signals import Section, Signal, key


def chat_reported(community: Community, now: datetime) -> list[Signal]:
    """Words in a room that somebody asked you to look at, once however many asked; or whose author answers
    what you decided of them."""
    found = _to_look_at(community=community.pk, now=now)
    return [_reported(one) if one.times and one.deleted_at is None else _answered(one) for one in found]


@statement
def _to_look_at(*, community: int, now: datetime):
    """With `times`, `reported_at` (the first time) and one of the reasons. From what waits, not from all that
    was said."""
    waiting = Q(reports__settled_at=None, reports__reported_at__lte=now)
    open_or_answered = Q(settled_at=None, reported_at__lte=now) | ChatReport.waits_for_a_word(now)
    concerned = ChatReport.objects.filter(open_or_answered, message__room__community=community)
    answered = ChatReport.objects.filter(ChatReport.waits_for_a_word(now), message=OuterRef("pk"))
    return (
        ChatMessage.objects.filter(pk__in=concerned.values("message"))
        .annotate(
            times=Count("reports", filter=waiting),
            reported_at=Min("reports__reported_at", filter=waiting),
            a_reason=Max("reports__reason", filter=waiting),
            replied_at=Subquery(answered.order_by("replied_at").values("replied_at")[:1]),
        )
        .filter(Q(replied_at__isnull=False) | Q(deleted_at=None))
        .select_related("author")
        .order_by(Coalesce("reported_at", "replied_at"), "pk")
    )


def _answered(message: ChatMessage) -> Signal:
    name = message.author.short_name if message.author else _("a former member")
    return Signal(
        key=key("chat_reported", f"r{message.pk}", message.replied_at),
        indicator="chat_reported",
        section=Section.MODERATE,
        since=message.replied_at,
        why=words.answered(),
        tell=lambda: [
            (_("Answered on"), words.moment(message.replied_at)),
            (_("Written on"), words.moment(message.created_at)),
        ],
        acts=("answer_in_room",),
        asked=1,
        title=_("In live chat, by %(name)s") % {"name": name},
    )


def _reported(message: ChatMessage) -> Signal:
    name = message.author.short_name if message.author else _("a former member")
    return Signal(
        key=key("chat_reported", f"c{message.pk}", message.reported_at),
        indicator="chat_reported",
        section=Section.MODERATE,
        since=message.reported_at,
        why=words.reported(message.times, message.a_reason),
        tell=lambda: [
            (_("Reported first on"), words.moment(message.reported_at)),
            (_("Reports not settled"), str(message.times)),
            (_("Written on"), words.moment(message.created_at)),
        ],
        acts=("look_at_chat",),
        asked=1,
        title=_("In live chat, by %(name)s") % {"name": name},
    )
