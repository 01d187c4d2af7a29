"""What was said the day before, for those who asked for it."""

from datetime import date, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from tisserand.communities.hearing import wants
from tisserand.mail.answering import link
from tisserand.mail.kinds import Class, Content, kind
from tisserand.mail.models import Envelope
from tisserand.ui.times import day_name

from .. import digest
from ..models import DigestWish

GATHERED = timedelta(minutes=5)


@kind("chat-digest", Class.NEWS, gather=GATHERED)
def chat_digest(envelope: Envelope) -> Content | None:
    """What was said each day since the last one, in the rhythm they chose; None when they no longer want it,
    have left, or nothing stands of it."""
    wish = (
        DigestWish.objects.filter(
            person=envelope.person,
            room__in=[item["room"] for item in envelope.items],
            room__community__memberships__person=envelope.person,
            room__community__memberships__left_at=None,
        )
        .select_related("room__community__organisation")
        .first()
    )
    if wish is None:
        return None
    room, now = wish.room, envelope.claimed_at or envelope.created_at
    if not wants(envelope, room.community.memberships.present().get(person=envelope.person)):
        return None
    wanted = sorted({date.fromisoformat(item["day"]) for item in envelope.items})
    days = [one for one in (digest.of(room, day) for day in wanted) if one.said_something]
    if not days:
        return None
    subject = _("%(room)s: what was said on %(day)s") % {"room": room.name, "day": day_name(days[-1].day)}
    context = {
        "days": days,
        "room": room,
        "community": room.community,
        "url": settings.SITE_URL + room.url_of_day(days[-1].day),
        "no_more_url": link("no-digest", envelope.person, room.pk, now=now),
    }
    return Content(
        "chat/emails/digest",
        subject,
        context,
        sender_name=room.community.name,
        list_name=room.community.slug,
    )
