"""A member hands a message to the people who run the community; they decide, and say why.

What is handed over is a copy of what the member sees on the page that asks them to confirm: the message and,
unless they would rather not, up to three before it. Nothing else of the conversation can be opened by it.
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tisserand.communities import judging
from tisserand.communities.models import Membership
from tisserand.people.models import Person

from . import emails, writing
from .models import Handed, Message, Report, judges

BEFORE = 3  # messages that say what it was about


def context_of(message: Message, person: Person) -> list[Message]:
    """The few standing messages before it, of those this person may read, oldest first."""
    before = Message.objects.filter(conversation=message.conversation_id, number__lt=message.number)
    before = before.standing().readable_by(person).exclude(source="").order_by("-number")
    return list(before.select_related("author").prefetch_related("files")[:BEFORE])[::-1]


@transaction.atomic
def report(message: Message, *, by: Person, reason: str, with_context: bool = True, now: datetime) -> Report:
    """Hand it over, as it stands. One open report per person and message: a second one changes nothing.

    ValidationError without a reason, or when nobody could judge; PermissionDenied on one's own message, a
    removed one, or one that this person may not read.
    """
    readable = Message.objects.standing().readable_by(by).exclude(source="").filter(pk=message.pk)
    if message.written_by(by) or not readable.exists():
        raise PermissionDenied
    reason = judging.why_reported(reason)
    if not judges(message, by).exists():
        raise ValidationError(nobody_to_judge())
    community = message.conversation.community
    made, new = Report.objects.get_or_create(
        message=message,
        reported_by=by,
        settled_at=None,
        defaults={"community": community, "reason": reason, "reported_at": now},
    )
    if new:
        handed = [*(context_of(message, by) if with_context else []), message]
        Handed.objects.bulk_create([_copy(made, one) for one in handed])
        community.record("reported", by, made, at=now)
    return made


def _copy(report: Report, message: Message) -> Handed:
    return Handed(
        report=report,
        author_id=message.author_id,
        number=message.number,
        written_at=message.created_at,
        html=message.html,
        text=message.text,
        files=[file.name for file in message.files.all()],
    )


def nobody_to_judge() -> str:
    return _(
        "Those who run this community are part of this conversation themselves: nobody here could decide. "
        "Turn to the people your company names for this, with what you have on your page."
    )


@transaction.atomic
def settle(
    report: Report, *, decision: str, reason: str, by: Membership, now: datetime, notify: bool = True
) -> Report:
    """Decide on a message: kept or removed. Settles every open report on it; its author and those who
    reported are told why. One settled before is left as it was. PermissionDenied to who may not judge it."""
    _require_judge(report, by)
    about = Report.objects.filter(message=report.message_id)
    settled = judging.decide(about, report, decision=decision, reason=reason, by=by.person, now=now)
    if not settled:
        return report
    if decision == Report.Decision.REMOVED:
        writing.take_away(writing.held(report.message), by=by.person, now=now)
    by.community.record("settled-report", by.person, report, at=now, decision=str(decision))
    if notify:
        emails.tell_of_decision(report, settled, now=now)
    report.refresh_from_db()
    return report


@transaction.atomic
def reopen(report: Report, *, by: Membership) -> bool:
    """Undo a decision, before anybody has been told of it or after; a message it removed is put back while it
    is known what it said. False when it waits already."""
    _require_judge(report, by)
    report = Report.objects.select_for_update(of=("self",)).select_related("message").get(pk=report.pk)
    if report.settled_at is None:
        return False
    message = writing.held(report.message)
    if message.source and message.deleted_by_id == report.settled_by_id is not None:
        writing.put_back(message)
    judging.wait_again(Report.objects.filter(message=report.message_id), report.settled_at)
    return True


@transaction.atomic
def reply(report: Report, *, by: Person, text: str, now: datetime) -> bool:
    """The author answers what was decided of their message, once; False when they had. ValidationError on a
    bad text, too late, or where nobody could judge; PermissionDenied to others."""
    message = report.message
    if not message.written_by(by):
        raise PermissionDenied
    if not judges(message, report.reported_by).exists():
        raise ValidationError(judging.nobody_else())
    if not judging.reply(Report.objects.filter(message=message), report, text=text, now=now):
        return False
    report.community.record("answered-decision", by, report, at=now)
    return True


@transaction.atomic
def answer(report: Report, *, revised: bool, reason: str, by: Membership, now: datetime) -> bool:
    """Confirm the decision that the author answered, or revise it: what was removed is put back while it is
    known what it said. False when it was answered before. PermissionDenied to who may not judge it."""
    _require_judge(report, by)
    message = writing.held(report.message)
    rows = judging.answer(
        Report.objects.filter(message=message),
        report,
        revised=revised,
        reason=reason,
        by=by.person,
        author=message.author,
        now=now,
    )
    if not rows:
        return False
    if revised and not report.removed:
        writing.take_away(message, by=by.person, now=now)
    elif revised and message.source and message.deleted_at and message.deleted_by_id == report.settled_by_id:
        writing.put_back(message)
    by.community.record("answered-author", by.person, report, at=now, revised=revised)
    emails.tell_of_answer(report, rows if revised else [], now=now)
    return True


def _require_judge(report: Report, by: Membership) -> None:
    here = by.community_id == report.community_id and by.may("moderate")
    if not here or not Report.objects.filter(pk=report.pk).for_judge(by.person).exists():
        raise PermissionDenied
