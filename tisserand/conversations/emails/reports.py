"""What was decided about a message that somebody reported, told to its author and to who reported it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from tisserand.communities.right_of_reply import about_answer, may_reply
from tisserand.mail import outbox
from tisserand.mail.answering import link
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
    thread, as_author = report.post.thread, bool(envelope.data.get("as_author"))
    present = envelope.claimed_at or envelope.created_at
    answers = as_author and may_reply(report, thread.community, envelope.person, now=present)
    return Content(
        template="conversations/emails/report_settled",
        subject=_("About a message in “%(title)s”") % {"title": thread.title},
        context={
            "report": report,
            "as_author": as_author,
            "answer_url": link("reply-decision", envelope.person, report.pk, now=present) if answers else "",
            "removed": report.decision == Report.Decision.REMOVED,
            "extract": extract(report.post.text, 300),
            "thread": thread,
            "url": settings.SITE_URL + report.post.url,
        },
        sender_name=thread.community.name,
        list_name=thread.community.slug,
        reply=("decision", report.pk) if answers else None,
    )


def tell_of_answer(post: Post, report: Report, changed_for: list[Report], *, now: datetime) -> None:
    """The author learns what came of their answer; those who reported, that the decision has changed."""
    present, author = now + post.thread.community.set_back, post.real_author
    if author is not None:
        outbox.post("decision-answered", author, now=present, report=report.pk, as_author=True)
    for person in {one.reported_by for one in changed_for if one.reported_by}:
        outbox.post("decision-answered", person, now=present, report=report.pk, as_author=False)


@kind("decision-answered", Class.ANSWER)
def decision_answered(envelope: Envelope) -> Content | None:
    rows = Report.objects.filter(pk=envelope.data["report"], answered_at__isnull=False)
    report = rows.select_related("post__thread__community__organisation").first()
    if report is None:
        return None
    post, community = report.post, report.post.thread.community
    return Content(
        "communities/emails/decision_answered",
        _("About a message in “%(title)s”") % {"title": post.thread.title},
        about_answer(report, extract(post.text, 300), as_author=bool(envelope.data["as_author"]))
        | {"url": settings.SITE_URL + post.url},
        sender_name=community.name,
        list_name=community.slug,
    )
