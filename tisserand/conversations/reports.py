"""A member asks the LCM to look at a post; the LCM decides and says why."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tisserand.people.models import Person

from . import emails, writing
from .models import Post, Report

REASON_LIMIT = 500


@transaction.atomic
def report(post: Post, *, by: Person, reason: str, now: datetime) -> Report:
    """Ask for a look at a post. One open report per person and post: a second one changes nothing.

    ValidationError without a reason; PermissionDenied on one's own post or a deleted one.
    """
    if post.written_by(by) or post.deleted_at:
        raise PermissionDenied
    reason = _checked(reason, _("Say in a few words what is wrong."))
    made, new = Report.objects.get_or_create(
        post=post, reported_by=by, settled_at=None, defaults={"reason": reason, "reported_at": now}
    )
    if new:
        post.thread.community.record("reported", by, post, at=now, thread=post.thread_id, report=made.pk)
    return made


@transaction.atomic
def settle(
    report: Report, *, decision: str, reason: str, by: Person, now: datetime, notify: bool = True
) -> Report:
    """Decide on a post: kept or removed. Settles every open report on it; its author and those who reported
    are told why. A report settled before is left as it was. PermissionDenied to who does not moderate."""
    post = report.post
    if not writing.moderates(post.thread.community, by):
        raise PermissionDenied
    reason = _checked(reason, _("Say why: the people concerned will read it."))
    if decision not in Report.Decision.values:
        raise ValidationError(_("Choose what becomes of this message."))
    waiting = Report.objects.select_for_update(of=("self",)).filter(post=post, settled_at=None)
    settled = list(waiting.select_related("reported_by"))
    if report.pk not in {one.pk for one in settled}:
        return report
    waiting.update(settled_at=now, settled_by=by, decision=decision, decision_reason=reason)
    if decision == Report.Decision.REMOVED:
        writing.delete(post, by=by, now=now, reason=reason)
    post.thread.community.record(
        "settled-report", by, post, at=now, thread=post.thread_id, report=report.pk, decision=str(decision)
    )
    if notify:
        emails.tell_of_decision(post, settled, now=now)
    report.refresh_from_db()
    return report


@transaction.atomic
def reopen(post: Post, *, settled_at: datetime, by: Person, now: datetime) -> None:
    """Undo the decision of that moment: its reports wait again, and a post that it removed is put back.

    Within ten minutes nobody has been told of the decision, and nobody will be; after, those who were told
    are not told of this. PermissionDenied to who does not moderate.
    """
    if not writing.moderates(post.thread.community, by):
        raise PermissionDenied
    settled = post.reports.filter(settled_at=settled_at)
    removed = settled.filter(decision=Report.Decision.REMOVED).exists()
    again = post.reports.filter(settled_at=None).values_list("reported_by", flat=True)
    settled.filter(reported_by__in=list(again)).delete()  # they have reported it once more since
    settled.update(settled_at=None, settled_by=None, decision="", decision_reason="")
    if removed:
        writing.restore(post, by=by, now=now)


def _checked(reason: str, otherwise: str) -> str:
    reason = " ".join(reason.split())
    if not reason:
        raise ValidationError({"reason": otherwise})
    return reason[:REASON_LIMIT]
