"""A member asks the LCM to look at what was said; the LCM decides and says why. As for posts."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied

from tisserand.communities.cases import Case
from tisserand.people.models import Person

from . import saying
from .models import ChatMessage, ChatReport


class OfWords(Case[ChatReport]):
    told, answered = "chat-report-settled", "chat-decision-answered"

    def __init__(self, message: ChatMessage):
        self.message, self.community = message, message.room.community
        self.reports, self.about = message.reports.all(), {"message": message}

    @property
    def author(self) -> Person | None:
        return self.message.author

    def record(
        self, verb: str, by: Person | None, report: ChatReport, *, now: datetime, **detail: Any
    ) -> None:
        detail |= {"room": self.message.room_id, "report": report.pk}
        self.community.record(verb, by, self.message, at=now, **detail)

    def require_reportable(self, by: Person) -> None:
        if self.message.written_by(by) or self.message.deleted_at:
            raise PermissionDenied

    def take_away(self, *, by: Person, now: datetime, reason: str) -> None:
        saying.remove(self.message, by=by, now=now, reason=reason)

    def put_back(self, report: ChatReport, *, by: Person, now: datetime) -> None:
        self.message.refresh_from_db(fields=["deleted_at", "deleted_by"])
        if self.message.deleted_at and not self.message.deleted_by_author:
            saying.restore(self.message, by=by, now=now)


def report(message: ChatMessage, **how: Any) -> ChatReport:
    """As `Case.report`."""
    return OfWords(message).report(**how)


def settle(report: ChatReport, **how: Any) -> ChatReport:
    """As `Case.settle`."""
    return OfWords(report.message).settle(report, **how)


def take_down(message: ChatMessage, **how: Any) -> ChatReport:
    """As `Case.take_down`."""
    return OfWords(message).take_down(**how)


def reply(report: ChatReport, **how: Any) -> bool:
    """As `Case.reply`."""
    return OfWords(report.message).reply(report, **how)


def answer(report: ChatReport, **how: Any) -> bool:
    """As `Case.answer`."""
    return OfWords(report.message).answer(report, **how)


def put_back(message: ChatMessage, *, by: Person, now: datetime) -> None:
    """Undo a removal: with the decision that made it, as long as nobody has answered that one."""
    if not OfWords(message).undo_decision_of(message.deleted_at, by=by, now=now):
        saying.restore(message, by=by, now=now)
