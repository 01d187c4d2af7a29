"""A member asks the LCM to look at a post; the LCM decides and says why, and its author may answer."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied

from tisserand.communities.cases import Case
from tisserand.people.models import Person

from . import writing
from .models import Post, Report


class OfPost(Case[Report]):
    told, answered = "report-settled", "decision-answered"

    def __init__(self, post: Post):
        self.post, self.community = post, post.thread.community
        self.reports, self.about = post.reports.all(), {"post": post}

    @property
    def author(self) -> Person | None:
        return self.post.real_author

    def signature(self, author: Person) -> Person | None:
        return self.post.signature(author)

    def record(self, verb: str, by: Person | None, report: Report, *, now: datetime, **detail: Any) -> None:
        detail |= {"thread": self.post.thread_id, "report": report.pk}
        self.community.record(verb, by, self.post, at=now, **detail)

    def require_reportable(self, by: Person) -> None:
        if self.post.written_by(by) or self.post.deleted_at:
            raise PermissionDenied

    def take_away(self, *, by: Person, now: datetime, reason: str) -> None:
        writing.delete(self.post, by=by, now=now, reason=reason)

    def put_back(self, report: Report, *, by: Person, now: datetime) -> None:
        self.post.refresh_from_db(fields=["deleted_at", "deleted_by"])
        if self.post.deleted_at and not self.post.deleted_by_author:
            writing.restore(self.post, by=by, now=now)


def report(post: Post, **how: Any) -> Report:
    """As `Case.report`."""
    return OfPost(post).report(**how)


def settle(report: Report, **how: Any) -> Report:
    """As `Case.settle`."""
    return OfPost(report.post).settle(report, **how)


def take_down(post: Post, **how: Any) -> Report:
    """As `Case.take_down`."""
    return OfPost(post).take_down(**how)


def reopen(post: Post, **how: Any) -> None:
    """As `Case.reopen`."""
    OfPost(post).reopen(**how)


def reply(report: Report, **how: Any) -> bool:
    """As `Case.reply`."""
    return OfPost(report.post).reply(report, **how)


def answer(report: Report, **how: Any) -> bool:
    """As `Case.answer`."""
    return OfPost(report.post).answer(report, **how)


def put_back(post: Post, *, by: Person, now: datetime) -> None:
    """Undo a removal: with the decision that made it, as long as nobody has answered that one."""
    if not OfPost(post).undo_decision_of(post.deleted_at, by=by, now=now):
        writing.restore(post, by=by, now=now)
