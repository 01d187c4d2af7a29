from datetime import datetime

from django.utils.translation import gettext as _

from tisserand.communities import judging, right_of_reply
from tisserand.mail.answering import Choice, answer
from tisserand.people.models import Person

from . import reports, wishes
from .models import ChatReport, Room


@answer("no-digest")
def no_digest(person: Person, pk: int, now: datetime) -> Choice | None:
    """`pk` is a room of a community where this person is a member."""
    here = {"community__memberships__person": person, "community__memberships__left_at": None}
    room = Room.objects.filter(pk=pk, **here).select_related("community__organisation").first()
    if room is None:
        return None
    community = room.community
    return Choice(
        sentence=_("Shall we stop sending you what was said in “%(room)s”?") % {"room": room.name},
        button=_("Send me no more"),
        thanks=_("You will no longer get what was said in this room. It is still there to be read."),
        say=lambda now: wishes.ask_no_more(room, person, now=community.at(now)),
        said=not room.digest_wishes.filter(person=person).exists(),
        take_back=lambda now: wishes.ask(room, person, now=community.at(now)),
        words=room.name,
        url=room.get_absolute_url(),
    )


@answer("reply-room")
def reply_room(person: Person, pk: int, now: datetime) -> Choice | None:
    """`pk` is a report that was settled, of what this person said in a room."""
    report = ChatReport.objects.decided_of(person).filter(pk=pk).first()
    if report is None:
        return None
    message, community = report.message, report.message.room.community
    return right_of_reply.choice(
        judging.replied(message.reports.all(), report),
        community,
        lambda text, at: reports.reply(report, by=person, text=text, now=at),
        words=message.extract,
        url=message.url,
        readable=judging.may_be_read(community, person),
        now=now,
    )
