"""A mail that answers a private message (settings.MAIL_TARGETS). Nothing else is made of it: « appelez-moi »,
said to a colleague, is not said to the people who run the community."""

from datetime import datetime

from django.utils.translation import gettext as _

from tisserand.communities.right_of_reply import text_of
from tisserand.mail.inbound import Incoming, Refused
from tisserand.mail.inbound.incoming import sealed
from tisserand.mail.models import Envelope
from tisserand.mail.written import mailed

from . import reporting, taking_part, writing
from .models import Conversation, Message, Report


@sealed
def reply(mail: Incoming, pk: int, *, now: datetime) -> None:
    """A mail that answers in the private conversation `pk`. Only from the address we know, for nobody else
    may speak in their name here; whole or not at all, since what is sent cannot be completed."""
    rows = Conversation.objects.of(mail.person).select_related("community__organisation")
    conversation = rows.filter(pk=pk).first()
    if conversation is None:
        raise Refused(_("You are not in this conversation any more: nobody would read you."))
    community = conversation.community
    member = community.memberships.present().filter(person=mail.person).first()
    if member is None or not member.may("take part"):
        words = _(
            "You are not a member of “%(community)s” any more, or not yet: nobody there would read you."
        )
        raise Refused(words % {"community": community.name})
    if not mail.verified:
        raise Refused(
            _("A private message is taken from your own address only. Write from it, or on the page.")
        )
    files, problems = mailed.files_of(mail)
    if problems or not (mail.text.strip() or files):
        raise Refused(
            " ".join([*problems, _("Nothing was sent.")]) if problems else _("Write a few words first.")
        )
    said = {"source": mailed.text_of(mail), "files": files, "form_token": mailed.token_of(mail)}
    writing.write(conversation, by=mail.person, now=community.at(now), via=Message.Via.MAIL, **said)
    if up_to := _mailed_up_to(mail, conversation):
        taking_part.note_reading(conversation, mail.person, up_to=up_to, now=community.at(now))


@sealed
def answer_decision(mail: Incoming, pk: int, *, now: datetime) -> None:
    """The author of a private message answers what was decided on the report `pk`."""
    report = Report.objects.decided_of(mail.person).filter(pk=pk).first()
    if report is None:
        raise Refused(_("The decision you answer is no longer there."))
    said = {"text": text_of(mail), "now": report.community.at(now)}
    if not reporting.reply(report, by=mail.person, **said):
        raise Refused(_("You have answered this decision already: once is all there is."))


def _mailed_up_to(mail: Incoming, conversation: Conversation) -> int:
    """The last message of the mail of ours that this one answers: whoever answers has read it."""
    if not mail.in_reply_to:
        return 0
    envelope = Envelope.objects.filter(person=mail.person, message_id=mail.in_reply_to).first()
    ids = [item.get("message") for item in envelope.items] if envelope else []
    told = conversation.messages.filter(pk__in=ids).order_by("number").last()
    return told.number if told else 0
