"""What comes by mail about a room (settings.MAIL_TARGETS)."""

from datetime import datetime

from django.utils.translation import gettext as _

from tisserand.communities.right_of_reply import text_of
from tisserand.mail.inbound import Incoming, Refused

from . import reports
from .models import ChatReport


def answer_decision(mail: Incoming, pk: int, *, now: datetime) -> None:
    """The author of a message answers what was decided on the report `pk`."""
    report = ChatReport.objects.decided_of(mail.person).filter(pk=pk).first()
    if report is None:
        raise Refused(_("The decision you answer is no longer there."))
    at = report.message.room.community.at(now)
    if not reports.reply(report, by=mail.person, text=text_of(mail), now=at):
        raise Refused(_("You have answered this decision already: once is all there is."))
