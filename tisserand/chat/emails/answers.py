"""What one hears of a room by mail: one is named, one’s words became a question, a report was settled."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tisserand.communities.judging import SECOND_THOUGHT
from tisserand.communities.right_of_reply import about_answer, about_decision, decided, may_reply
from tisserand.concerns.catching_up import read_until
from tisserand.mail import outbox
from tisserand.mail.kinds import Class, Content, kind
from tisserand.mail.models import Envelope
from tisserand.people.models import Person

from ..models import ChatMention, ChatMessage, ChatReport, Lift

NAMED = timedelta(minutes=15)


def tell_mentioned(message: ChatMessage, named: Iterable[Person]) -> None:
    """Those it names, if they do not come by in the meantime."""
    room = message.room
    for person in named:
        present = message.created_at + room.community.set_back
        outbox.post("chat-mention", person, now=present, key=f"room-{room.pk}", message=message.pk)


def tell_lifted(lift: Lift, author: Person, *, now: datetime) -> None:
    outbox.post("chat-lifted", author, now=now + lift.room.community.set_back, lift=lift.pk)


@kind("chat-mention", Class.ANSWER, gather=NAMED)
def chat_mention(envelope: Envelope) -> Content | None:
    """None once they have seen all of them in the room, or have left."""
    unread = ChatMention.objects.filter(
        person=envelope.person,
        message__in=[item["message"] for item in envelope.items],
        read_at=None,
        message__deleted_at=None,
    )
    where = "message__room__community__organisation"
    rows = unread.select_related("message__author", where).order_by("message__number")
    messages = [mention.message for mention in rows]
    if messages:
        until = read_until(envelope.person, messages[0].room.community)
        messages = [message for message in messages if message.created_at > until]
    if not messages or not _present(envelope.person, messages[0].room.community):
        return None
    room = messages[0].room
    subject = ngettext(
        "You are named in the room “%(room)s”",
        "You are named several times in the room “%(room)s”",
        len(messages),
    )
    return Content(
        "chat/emails/mention",
        subject % {"room": room.name},
        {"messages": messages, "room": room, "url": settings.SITE_URL + messages[0].url},
        sender_name=room.community.name,
        list_name=room.community.slug,
    )


@kind("chat-lifted", Class.ANSWER)
def chat_lifted(envelope: Envelope) -> Content | None:
    lift = (
        Lift.objects.filter(pk=envelope.data["lift"], undone_at=None, thread__deleted_at=None)
        .select_related("room__community", "thread__community", "lifted_by")
        .first()
    )
    if lift is None or not _present(envelope.person, lift.room.community):
        return None
    return Content(
        "chat/emails/lifted",
        _("What you said has become a question: %(title)s") % {"title": lift.thread.title},
        {"lift": lift, "thread": lift.thread, "url": settings.SITE_URL + lift.thread.get_absolute_url()},
        sender_name=lift.room.community.name,
        thread_key=f"thread-{lift.thread_id}",
        list_name=lift.room.community.slug,
    )


@kind("chat-report-settled", Class.ANSWER, hold=SECOND_THOUGHT)
def chat_report_settled(envelope: Envelope) -> Content | None:
    report = decided(ChatReport.objects.select_related("message__room__community__organisation"), envelope)
    if report is None:
        return None
    message, community = report.message, report.message.room.community
    present = envelope.claimed_at or envelope.created_at
    answers = envelope.data["as_author"] and may_reply(report, community, envelope.person, now=present)
    context = {
        **about_decision(report, envelope, "reply-room" if answers else ""),
        "title": message.room.name,
        "extract": message.extract,
        "url": settings.SITE_URL + message.url,
        "label": _("See the room"),
    }
    return Content(
        "communities/emails/report_settled",
        _("About what was said in the room “%(room)s”") % {"room": message.room.name},
        context,
        sender_name=community.name,
        list_name=community.slug,
        reply=("roomdecision", report.pk) if answers else None,
    )


@kind("chat-decision-answered", Class.ANSWER)
def chat_decision_answered(envelope: Envelope) -> Content | None:
    rows = ChatReport.objects.filter(pk=envelope.data["report"], answered_at__isnull=False)
    report = rows.select_related("message__room__community__organisation").first()
    if report is None:
        return None
    message, community = report.message, report.message.room.community
    return Content(
        "communities/emails/decision_answered",
        _("About what was said in the room “%(room)s”") % {"room": message.room.name},
        about_answer(report, message.extract, as_author=bool(envelope.data["as_author"]))
        | {"url": settings.SITE_URL + message.url},
        sender_name=community.name,
        list_name=community.slug,
    )


def _present(person: Person, community) -> bool:
    return community.memberships.present().filter(person=person).exists()
