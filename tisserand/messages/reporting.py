"""A member hands a message to the people who run the community; they decide, and say why.

What is handed over is a copy of what the member sees on the page that asks them to confirm: the message and,
unless they would rather not, up to three before it. Nothing else of the conversation can be opened by it.
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tisserand.communities import judging
from tisserand.communities.cases import Case
from tisserand.communities.models import Membership
from tisserand.people.models import Person

from . import writing
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


class OfMessage(Case[Report]):
    """One report of a message: each judge has a place of their own in it."""

    told, answered = "private-report-settled", "private-decision-answered"

    def __init__(self, report: Report):
        self.one, self.message = report, report.message
        self.community, self.reports = report.community, report.message.reports.all()
        self.about = {"message": report.message, "community": report.community}

    @property
    def author(self) -> Person | None:
        return self.message.author

    def record(self, verb: str, by: Person | None, report: Report, *, now: datetime, **detail: Any) -> None:
        self.community.record(verb, by, report, at=now, **detail)

    def require_judge(self, by: Person) -> None:
        super().require_judge(by)
        if not Report.objects.filter(pk=self.one.pk).for_judge(by).exists():
            raise PermissionDenied

    def require_reader(self, author: Person) -> None:
        if not judges(self.message, self.one.reported_by).exists():
            raise ValidationError(judging.nobody_else())

    def take_away(self, *, by: Person, now: datetime, reason: str) -> None:
        writing.take_away(writing.held(self.message), by=by, now=now)

    def put_back(self, report: Report, *, by: Person, now: datetime) -> None:
        """While it is known what it said."""
        message = writing.held(self.message)
        if message.source and message.deleted_at and message.deleted_by_id == report.settled_by_id:
            writing.put_back(message)


def settle(report: Report, *, by: Membership, **how: Any) -> Report:
    """As `Case.settle`."""
    return OfMessage(report).settle(report, by=_judge(report, by), **how)


@transaction.atomic
def reopen(report: Report, *, by: Membership, now: datetime) -> bool:
    """As `Case.reopen`; a message is put back while it is known what it said. False when it waits already."""
    person = _judge(report, by)
    report = Report.objects.select_for_update(of=("self",)).select_related("message").get(pk=report.pk)
    if report.settled_at is None:
        OfMessage(report).require_judge(person)
        return False
    OfMessage(report).reopen(settled_at=report.settled_at, by=person, now=now)
    return True


def reply(report: Report, **how: Any) -> bool:
    """As `Case.reply`."""
    return OfMessage(report).reply(report, **how)


def answer(report: Report, *, by: Membership, **how: Any) -> bool:
    """As `Case.answer`."""
    return OfMessage(report).answer(report, by=_judge(report, by), **how)


def _judge(report: Report, by: Membership) -> Person:
    if by.community_id != report.community_id:
        raise PermissionDenied
    return by.person
