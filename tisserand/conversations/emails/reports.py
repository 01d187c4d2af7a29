"""What was decided about a message that somebody reported, told to its author and to who reported it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from tisserand.mail import outbox
from tisserand.mail.kinds import Class, Content, kind
from tisserand.mail.models import Envelope

from ..models import Post, Report
from ..plain import extract

# A decision may be taken back so long before anybody is told of it.
SECOND_THOUGHT = timedelta(minutes=10)


def tell_of_decision(post: Post, settled: list[Report], *, now: datetime) -> None:
    """The author learns what was decided and why, never who reported; each reporter learns it too."""
    present, at = now + post.thread.community.set_back, now.isoformat()
    author = post.real_author
    if author is not None and settled:
        outbox.post(
            "report-settled", author, now=present, report=settled[0].pk, settled_at=at, as_author=True
        )
    for report in settled:
        if report.reported_by is not None:
            outbox.post(
                "report-settled",
                report.reported_by,
                now=present,
                report=report.pk,
                settled_at=at,
                as_author=False,
            )


@kind("report-settled", Class.ANSWER, hold=SECOND_THOUGHT)
def report_settled(envelope: Envelope) -> Content | None:
    report = (
        Report.objects.select_related("post__thread__community", "settled_by")
        .filter(pk=envelope.data.get("report"), settled_at__isnull=False)
        .first()
    )
    if report is None or report.settled_at.isoformat() != envelope.data.get("settled_at"):
        return None
    thread = report.post.thread
    return Content(
        template="conversations/emails/report_settled",
        subject=_("About a message in “%(title)s”") % {"title": thread.title},
        context={
            "report": report,
            "as_author": bool(envelope.data.get("as_author")),
            "removed": report.decision == Report.Decision.REMOVED,
            "extract": extract(report.post.text, 300),
            "thread": thread,
            "url": settings.SITE_URL + report.post.url,
        },
        sender_name=thread.community.name,
        list_name=thread.community.slug,
    )
