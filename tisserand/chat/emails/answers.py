"""What one hears of a room by mail: one is named, one’s words became a question, a report was settled."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tisserand.communities.right_of_reply import about_answer, may_reply
from tisserand.concerns.catching_up import read_until
from tisserand.conversations.emails.reports import SECOND_THOUGHT
from tisserand.conversations.models import Report
from tisserand.mail import outbox
from tisserand.mail.answering import link
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


def tell_of_decision(message: ChatMessage, settled: list[ChatReport], *, now: datetime) -> None:
    """The author learns what was decided and why, never who reported; each reporter learns it too."""
    present = now + message.room.community.set_back
    if message.author is not None and settled:
        first = settled[0].pk
        outbox.post("chat-report-settled", message.author, now=present, report=first, as_author=True)
    for report in settled:
        if report.reported_by is not None:
            to = report.reported_by
            outbox.post("chat-report-settled", to, now=present, report=report.pk, as_author=False)


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
    report = (
        ChatReport.objects.select_related("message__room__community__organisation")
        .filter(pk=envelope.data["report"], settled_at__isnull=False)
        .first()
    )
    if report is None:
        return None
    message, community = report.message, report.message.room.community
    as_author, present = bool(envelope.data["as_author"]), envelope.claimed_at or envelope.created_at
    answers = as_author and may_reply(report, community, envelope.person, now=present)
    context = {
        "report": report,
        "room": message.room,
        "as_author": as_author,
        "answer_url": link("reply-room", envelope.person, report.pk, now=present) if answers else "",
        "removed": report.decision == Report.Decision.REMOVED,
        "extract": message.extract,
        "url": settings.SITE_URL + message.url,
    }
    return Content(
        "chat/emails/report_settled",
        _("About what was said in the room “%(room)s”") % {"room": message.room.name},
        context,
        sender_name=community.name,
        list_name=community.slug,
        reply=("roomdecision", report.pk) if answers else None,
    )


def tell_of_answer(
    message: ChatMessage, report: ChatReport, changed_for: list[ChatReport], *, now: datetime
) -> None:
    """The author learns what came of their answer; those who reported, that the decision has changed."""
    present = now + message.room.community.set_back
    if message.author is not None:
        outbox.post("chat-decision-answered", message.author, now=present, report=report.pk, as_author=True)
    for person in {one.reported_by for one in changed_for if one.reported_by}:
        outbox.post("chat-decision-answered", person, now=present, report=report.pk, as_author=False)


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
