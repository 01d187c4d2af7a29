"""A member asks the LCM to look at what was said; the LCM decides and says why. As for posts."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from tisserand.communities import judging
from tisserand.conversations.writing import moderates
from tisserand.people.models import Person

from . import emails, saying
from .models import ChatMessage, ChatReport


@transaction.atomic
def report(message: ChatMessage, *, by: Person, reason: str, now: datetime) -> ChatReport:
    """Ask for a look. One open report per person and message: a second one changes nothing.

    ValidationError without a reason; PermissionDenied on one's own message or a removed one.
    """
    if message.written_by(by) or message.deleted_at:
        raise PermissionDenied
    reason = judging.why_reported(reason)
    made, new = ChatReport.objects.get_or_create(
        message=message, reported_by=by, settled_at=None, defaults={"reason": reason, "reported_at": now}
    )
    if new:
        message.room.community.record("reported", by, message, at=now, room=message.room_id, report=made.pk)
    return made


@transaction.atomic
def settle(report: ChatReport, *, decision: str, reason: str, by: Person, now: datetime) -> ChatReport:
    """Decide on a message: kept or removed. Settles every open report on it; its author and those who
    reported are told why. A report settled before is left as it was. PermissionDenied to others."""
    message = report.message
    community = message.room.community
    if not moderates(community, by):
        raise PermissionDenied
    about = ChatReport.objects.filter(message=message)
    settled = judging.decide(about, report, decision=decision, reason=reason, by=by, now=now)
    if not settled:
        return report
    report.refresh_from_db()
    if decision == ChatReport.Decision.REMOVED:
        saying.remove(message, by=by, now=now, reason=report.decision_reason)
    community.record(
        "settled-report", by, message, at=now, room=message.room_id, report=report.pk, decision=str(decision)
    )
    emails.tell_of_decision(message, settled, now=now)
    return report


@transaction.atomic
def reply(report: ChatReport, *, by: Person, text: str, now: datetime) -> bool:
    """The author answers what was decided of their words; as `conversations.reports.reply`."""
    message = report.message
    community = message.room.community
    if not message.written_by(by):
        raise PermissionDenied
    judging.require_reader(community, by)
    if not judging.reply(message.reports.all(), report, text=text, now=now):
        return False
    community.record("answered-decision", by, message, at=now, room=message.room_id, report=report.pk)
    return True


@transaction.atomic
def answer(report: ChatReport, *, revised: bool, reason: str, by: Person, now: datetime) -> bool:
    """Confirm the decision that the author answered, or revise it; as `conversations.reports.answer`."""
    message = report.message
    community = message.room.community
    if not moderates(community, by):
        raise PermissionDenied
    rows = judging.answer(
        message.reports.all(), report, revised=revised, reason=reason, by=by, author=message.author, now=now
    )
    if not rows:
        return False
    if revised and not report.removed:
        saying.remove(message, by=by, now=now, reason=report.answer)
    elif revised and message.deleted_at and not message.deleted_by_author:
        saying.restore(message, by=by, now=now)
    community.record(
        "answered-author", by, message, at=now, room=message.room_id, report=report.pk, revised=revised
    )
    emails.tell_of_answer(message, report, rows if revised else [], now=now)
    return True
