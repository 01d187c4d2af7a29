"""What is written to whoever takes part: the words themselves, for them alone.

The subject and the traces of what was sent say that it was a private message, never of whom nor about what.
What was removed or read meanwhile is not sent, nor what its author's block spares somebody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils.html import linebreaks
from django.utils.translation import gettext as _

from tisserand.communities.hearing import in_their_rhythm
from tisserand.communities.judging import SECOND_THOUGHT
from tisserand.communities.right_of_reply import about_answer, about_decision, decided, open_still
from tisserand.concerns.catching_up import read_until
from tisserand.mail import outbox
from tisserand.mail.answering import link
from tisserand.mail.kinds import Class, Content, kind
from tisserand.mail.models import Envelope
from tisserand.mail.plain import extract
from tisserand.mail.written import dressing

from .models import Block, Message, Participation, Report, judges

BURST = timedelta(minutes=3)  # short words that follow each other come in one mail
LONGEST = 40_000  # characters of HTML, for all that is new
AT_LEAST = 600


@dataclass(frozen=True)
class Entry:
    """One message in a mail; `cut` when it goes on on the page."""

    message: Message
    html: str
    text: str
    url: str
    cut: bool = False


def tell(message: Message, others: Iterable[Participation]) -> None:
    """Those who take part, save who wants no mail of it and who has blocked its author."""
    conversation = message.conversation
    told = [one.person for one in others if one.muted_at is None]
    deaf = set(Block.objects.filter(by__in=told, whom=message.author).values_list("by", flat=True))
    told = [person for person in told if person.pk not in deaf]
    present = message.created_at + conversation.community.set_back
    key = f"private-{conversation.pk}"
    told = in_their_rhythm(conversation.community_id, told)
    outbox.post_each("private-message", told, now=present, key=key, message=message.pk)


@kind("private-message", Class.ANSWER, gather=BURST, sealed=True)
def private_message(envelope: Envelope) -> Content | None:
    messages = _unread(envelope)
    if not messages:
        return None
    conversation, now = messages[0].conversation, envelope.claimed_at or envelope.created_at
    community, authors = conversation.community, {message.author_id for message in messages}
    share = max(LONGEST // len(messages), AT_LEAST)
    before = conversation.messages.filter(number__lt=messages[0].number).last()
    return Content(
        template="messages/emails/private_message",
        subject=_("Private message · %(community)s") % {"community": community.name},
        context={
            "entries": [_entry(message, share) for message in messages],
            "several": len(authors) > 1,
            "community": community,
            "url": settings.SITE_URL + messages[0].url,
            "mute_url": link("mute", envelope.person, conversation.pk, now=now),
        },
        sender_name=messages[0].author.name if len(authors) == 1 else community.name,
        thread_key=f"private-{conversation.pk}",
        answers={"message": before.pk} if before else {},
        reply=("private", conversation.pk),
        list_name=community.slug,
    )


def _unread(envelope: Envelope) -> list[Message]:
    """The messages of this mail that are still to be read, in order, by a member who wants mail of them."""
    person, ids = envelope.person, [item.get("message") for item in envelope.items]
    rows = Message.objects.unread_by(person).filter(pk__in=ids, author__isnull=False).exclude(source="")
    messages = list(
        rows.select_related("author", "conversation__community__organisation")
        .prefetch_related("files")
        .order_by("number")
    )
    if not messages:
        return []
    conversation = messages[0].conversation
    until = read_until(person, conversation.community)
    messages = [message for message in messages if message.created_at > until]
    mine = conversation.participations.current().filter(person=person, muted_at=None)
    here = conversation.community.memberships.present().filter(person=person)
    return messages if mine.exists() and here.exists() else []


def _entry(message: Message, share: int) -> Entry:
    url = settings.SITE_URL + message.url
    if len(message.html) <= share:
        return Entry(message, dressing.for_mail(message.html, settings.SITE_URL), message.text, url)
    text = message.text[: share // 2].rsplit(" ", 1)[0] + " […]"
    return Entry(message, linebreaks(text, autoescape=True), text, url, cut=True)


@kind("private-report-settled", Class.ANSWER, hold=SECOND_THOUGHT, sealed=True)
def private_report_settled(envelope: Envelope) -> Content | None:
    reports = Report.objects.select_related("community", "message__conversation__community")
    report = decided(reports, envelope)
    if report is None:
        return None
    handed, community = report.handed.last(), report.message.conversation.community
    present = envelope.claimed_at or envelope.created_at
    answers = envelope.data["as_author"] and open_still(report, community, present)
    answers = answers and judges(report.message, report.reported_by).exists()
    return Content(
        template="communities/emails/report_settled",
        subject=_("About a private message · %(community)s") % {"community": report.community.name},
        context={
            **about_decision(report, envelope, "reply-private" if answers else ""),
            "extract": extract(handed.text, 300) if handed else "",
            "url": settings.SITE_URL + report.message.url,
            "label": _("See the conversation"),
        },
        sender_name=report.community.name,
        list_name=report.community.slug,
        reply=("privdecision", report.pk) if answers else None,
    )


@kind("private-decision-answered", Class.ANSWER, sealed=True)
def private_decision_answered(envelope: Envelope) -> Content | None:
    rows = Report.objects.filter(pk=envelope.data["report"], answered_at__isnull=False)
    report = rows.select_related("community", "message__conversation__community").first()
    if report is None:
        return None
    handed = report.handed.last()
    said = extract(handed.text, 300) if handed else ""
    return Content(
        template="communities/emails/decision_answered",
        subject=_("About a private message · %(community)s") % {"community": report.community.name},
        context=about_answer(report, said, as_author=envelope.data["as_author"])
        | {"url": settings.SITE_URL + report.message.url},
        sender_name=report.community.name,
        list_name=report.community.slug,
    )
