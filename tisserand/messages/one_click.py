"""What somebody says by one click about a private conversation."""

from datetime import datetime

from django.utils.translation import gettext as _

from tisserand.communities import judging, right_of_reply
from tisserand.mail.answering import Choice, answer
from tisserand.mail.plain import extract
from tisserand.people.models import Person

from . import reporting, taking_part
from .models import Conversation, Report


@answer("mute")
def mute(person: Person, pk: int, now: datetime) -> Choice | None:
    """`pk` is a private conversation where this person takes part."""
    here = {"community__memberships__person": person, "community__memberships__left_at": None}
    found = Conversation.objects.of(person).filter(pk=pk, **here).select_related("community__organisation")
    if (conversation := found.first()) is None:
        return None
    community = conversation.community
    return Choice(
        sentence=_("Shall we send you no more mail of this private conversation? It stays on the page."),
        button=_("No more mail of it"),
        thanks=_("No more mail will come of this conversation. You find it among your messages."),
        say=lambda now: taking_part.mute(conversation, person, now=community.at(now)),
        said=taking_part.is_muted(conversation, person),
        take_back=lambda now: taking_part.unmute(conversation, person),
        words=community.name,
        url=conversation.get_absolute_url(),
    )


@answer("reply-private")
def reply_private(person: Person, pk: int, now: datetime) -> Choice | None:
    """`pk` is a report that was settled, of a private message of this person's own."""
    report = Report.objects.decided_of(person).filter(pk=pk).first()
    if report is None:
        return None
    handed = report.handed.last()
    return right_of_reply.choice(
        judging.replied(Report.objects.filter(message=report.message_id), report),
        report.community,
        lambda text, at: reporting.reply(report, by=person, text=text, now=at),
        words=extract(handed.text, 300) if handed else "",
        url=report.message.url,
        readable=reporting.judges(report.message, report.reported_by).exists(),
        now=now,
    )
