"""A member asks the LCM to look at a post; the LCM decides and says why."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from tisserand.communities import judging
from tisserand.people.models import Person

from . import emails, writing
from .models import Post, Report


@transaction.atomic
def report(post: Post, *, by: Person, reason: str, now: datetime) -> Report:
    """Ask for a look at a post. One open report per person and post: a second one changes nothing.

    ValidationError without a reason; PermissionDenied on one's own post or a deleted one.
    """
    if post.written_by(by) or post.deleted_at:
        raise PermissionDenied
    reason = judging.why_reported(reason)
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
    about = Report.objects.filter(post=post)
    settled = judging.decide(about, report, decision=decision, reason=reason, by=by, now=now)
    if not settled:
        return report
    report.refresh_from_db()
    if decision == Report.Decision.REMOVED:
        writing.delete(post, by=by, now=now, reason=report.decision_reason)
    post.thread.community.record(
        "settled-report", by, post, at=now, thread=post.thread_id, report=report.pk, decision=str(decision)
    )
    if notify:
        emails.tell_of_decision(post, settled, now=now)
    return report


@transaction.atomic
def reopen(post: Post, *, settled_at: datetime, by: Person, now: datetime) -> None:
    """Undo the decision of that moment: its reports wait again, and a post that it removed is put back.

    Within ten minutes nobody has been told of the decision, and nobody will be; after, those who were told
    are not told of this. PermissionDenied to who does not moderate.
    """
    if not writing.moderates(post.thread.community, by):
        raise PermissionDenied
    removed = post.reports.filter(settled_at=settled_at, decision=Report.Decision.REMOVED).exists()
    judging.wait_again(post.reports.all(), settled_at)
    if removed:
        writing.restore(post, by=by, now=now)


@transaction.atomic
def reply(report: Report, *, by: Person, text: str, now: datetime) -> bool:
    """The author answers what was decided of their post, once; False when they had. ValidationError on a bad
    text, too late, or where nobody else could read it; PermissionDenied to others."""
    post = report.post
    community = post.thread.community
    if not post.written_by(by):
        raise PermissionDenied
    judging.require_reader(community, by)
    if not judging.reply(post.reports.all(), report, text=text, now=now):
        return False
    by_name = post.signature(by)
    community.record("answered-decision", by_name, post, at=now, thread=post.thread_id, report=report.pk)
    return True


@transaction.atomic
def answer(report: Report, *, revised: bool, reason: str, by: Person, now: datetime) -> bool:
    """Confirm the decision that the author answered, or revise it: the post is put back, or removed. Its
    author is told; those who reported it too if that changes it. False when it was answered before.
    PermissionDenied to who does not moderate, and to the author."""
    post = report.post
    community = post.thread.community
    if not writing.moderates(community, by):
        raise PermissionDenied
    rows = judging.answer(
        post.reports.all(), report, revised=revised, reason=reason, by=by, author=post.real_author, now=now
    )
    if not rows:
        return False
    if revised and not report.removed:
        writing.delete(post, by=by, now=now, reason=report.answer)
    elif revised and post.deleted_at and not post.deleted_by_author:
        writing.restore(post, by=by, now=now)
    community.record(
        "answered-author", by, post, at=now, thread=post.thread_id, report=report.pk, revised=revised
    )
    emails.tell_of_answer(post, report, rows if revised else [], now=now)
    return True
