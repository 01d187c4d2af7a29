"""What was decided about a message that somebody reported, told to its author and to who reported it."""

from django.conf import settings
from django.utils.translation import gettext as _

from tisserand.communities.judging import SECOND_THOUGHT
from tisserand.communities.right_of_reply import about_answer, about_decision, decided, may_reply
from tisserand.mail.kinds import Class, Content, kind
from tisserand.mail.models import Envelope

from ..models import Report
from ..plain import extract


@kind("report-settled", Class.ANSWER, hold=SECOND_THOUGHT)
def report_settled(envelope: Envelope) -> Content | None:
    report = decided(Report.objects.select_related("post__thread__community", "settled_by"), envelope)
    if report is None:
        return None
    thread, present = report.post.thread, envelope.claimed_at or envelope.created_at
    answers = envelope.data["as_author"] and may_reply(report, thread.community, envelope.person, now=present)
    return Content(
        template="communities/emails/report_settled",
        subject=_("About a message in “%(title)s”") % {"title": thread.title},
        context={
            **about_decision(report, envelope, "reply-decision" if answers else ""),
            "title": thread.title,
            "extract": extract(report.post.text, 300),
            "url": settings.SITE_URL + report.post.url,
            "label": _("See the conversation"),
        },
        sender_name=thread.community.name,
        list_name=thread.community.slug,
        reply=("decision", report.pk) if answers else None,
    )


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
