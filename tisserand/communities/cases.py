"""What somebody said, reported and judged, from beginning to end: the same for a post, a word in a room and a
private message.

Each app says of its own words, in a `Case`, who wrote them, who may judge, and how they are taken out of view
and put back. `judging` knows what becomes of the rows.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tisserand.mail import outbox
from tisserand.people.models import Person

from . import judging
from .models import Community, Moderated

R = TypeVar("R", bound=Moderated)


class Case(Generic[R]):
    """`told`, `answered`: the kinds of mail that tell a decision, and what was answered to the author."""

    told = ""
    answered = ""
    community: Community
    reports: QuerySet[R]
    about: dict[str, Any]  # what a new report is made of besides

    @property
    def author(self) -> Person | None:
        """Who wrote it, their name shown or not."""
        raise NotImplementedError

    def record(self, verb: str, by: Person | None, report: R, *, now: datetime, **detail: Any) -> None:
        """A line of the journal about these words."""
        raise NotImplementedError

    def signature(self, author: Person) -> Person | None:
        """Under whose name the author acts on it, in the journal."""
        return author

    def require_reportable(self, by: Person) -> None:
        """PermissionDenied when `by` may not report it."""
        raise NotImplementedError

    def require_judge(self, by: Person) -> None:
        """PermissionDenied to who may not judge it."""
        here = self.community.memberships.present().filter(person=by).first()
        if here is None or not here.may("moderate"):
            raise PermissionDenied

    def require_reader(self, author: Person) -> None:
        """ValidationError where nobody could read what the author answers."""
        judging.require_reader(self.community, author)

    def take_away(self, *, by: Person, now: datetime, reason: str) -> None:
        raise NotImplementedError

    def put_back(self, report: R, *, by: Person, now: datetime) -> None:
        """Back in view, unless it is out of it by something else than what was decided on `report`."""
        raise NotImplementedError

    # The rule

    @transaction.atomic
    def report(self, *, by: Person, reason: str, now: datetime) -> R:
        """Ask for a look. One open report per person: a second one changes nothing. ValidationError without a
        reason; PermissionDenied on one's own words, or on what is out of view."""
        self.require_reportable(by)
        reason = judging.why_reported(reason)
        known = {"reason": reason, "reported_at": now}
        waits = {"reported_by": by, "settled_at": None, **self.about}
        made, new = self.reports.get_or_create(**waits, defaults=known)
        if new:
            self.record("reported", by, made, now=now)
        return made

    @transaction.atomic
    def settle(
        self, report: R, *, decision: str, reason: str, by: Person, now: datetime, notify: bool = True
    ) -> R:
        """Decide: kept or removed. Settles every open report; the author and those who reported are told why.
        A report settled before is left as it was. PermissionDenied to who may not judge it."""
        self.require_judge(by)
        settled = judging.decide(self.reports, report, decision=decision, reason=reason, by=by, now=now)
        if not settled:
            return report
        report.refresh_from_db()
        if report.removed:
            self.take_away(by=by, now=now, reason=report.decision_reason)
        if any(not one.unasked for one in settled):
            self.record("settled-report", by, report, now=now, decision=str(decision))
        if notify:
            self._tell(settled, now=now)
        return report

    @transaction.atomic
    def take_down(self, *, reason: str, by: Person, now: datetime) -> R:
        """Remove it without having been asked: a decision like the others, which its author may answer.
        Whoever had reported it is told too. ValidationError without a reason; PermissionDenied to who may not
        judge it."""
        self.require_judge(by)
        reason = judging.why_removed(reason)
        made = self.reports.create(reported_at=now, reason=reason, **self.about)
        return self.settle(made, decision=Moderated.Decision.REMOVED, reason=reason, by=by, now=now)

    @transaction.atomic
    def reopen(self, *, settled_at: datetime, by: Person, now: datetime) -> None:
        """Undo the decision of that moment: its reports wait again, and what it removed is put back.

        Within ten minutes nobody has been told of the decision, and nobody will be; after, those who were
        told are not told of this. PermissionDenied to who may not judge it; ValidationError once its author
        has answered.
        """
        self.require_judge(by)
        settled = self.reports.filter(settled_at=settled_at, decision=Moderated.Decision.REMOVED).first()
        judging.wait_again(self.reports, settled_at)
        if settled is not None:
            self.put_back(settled, by=by, now=now)

    def undo_decision_of(self, moment: datetime | None, *, by: Person, now: datetime) -> bool:
        """`reopen` the decision that removed it at that moment; False when none did, or it is ended: its
        author was answered."""
        rows = self.reports.filter(settled_at=moment, decision=Moderated.Decision.REMOVED)
        if moment is None or not rows.exists() or rows.filter(answered_at__isnull=False).exists():
            return False
        self.reopen(settled_at=moment, by=by, now=now)
        return True

    @transaction.atomic
    def reply(self, report: R, *, by: Person, text: str, now: datetime) -> bool:
        """The author answers what was decided, once; False when they had. ValidationError on a bad text, too
        late, or where nobody else could read it; PermissionDenied to others."""
        if self.author != by:
            raise PermissionDenied
        self.require_reader(by)
        if not judging.reply(self.reports, report, text=text, now=now):
            return False
        self.record("answered-decision", self.signature(by), report, now=now)
        return True

    @transaction.atomic
    def answer(self, report: R, *, revised: bool, reason: str, by: Person, now: datetime) -> bool:
        """Confirm the decision that the author answered, or revise it: it is put back, or removed. Its author
        is told; those who reported it too if that changes it. False when it was answered before.
        PermissionDenied to who may not judge it, and to the author."""
        self.require_judge(by)
        rows = judging.answer(
            self.reports, report, revised=revised, reason=reason, by=by, author=self.author, now=now
        )
        if not rows:
            return False
        if revised and not report.removed:
            self.take_away(by=by, now=now, reason=report.answer)
        elif revised:
            self.put_back(report, by=by, now=now)
        self.record("answered-author", by, report, now=now, revised=revised)
        self._tell_of_answer(report, rows if revised else [], now=now)
        return True

    def _tell(self, settled: list[R], *, now: datetime) -> None:
        """The author learns what was decided and why, never who reported; each reporter learns it too."""
        told = [(self.author, settled[0], True), *((one.reported_by, one, False) for one in settled)]
        for person, one, as_author in told:
            if person is not None:
                about = {"report": one.pk, "settled_at": now.isoformat(), "as_author": as_author}
                outbox.post(self.told, person, now=now + self.community.set_back, **about)

    def _tell_of_answer(self, report: R, changed_for: Iterable[R], *, now: datetime) -> None:
        """The author learns what came of their answer; those who reported, that the decision has changed."""
        present, about = now + self.community.set_back, {"report": report.pk}
        if self.author is not None:
            outbox.post(self.answered, self.author, now=present, **about, as_author=True)
        for person in {one.reported_by for one in changed_for if one.reported_by}:
            outbox.post(self.answered, person, now=present, **about, as_author=False)


def told_author() -> str:
    """To who is about to remove what somebody else wrote."""
    return _("Its author will read it, and may answer you once.")


def told_removed(own: bool) -> str:
    if own:
        return _("The message is removed.")
    return _("The message is removed. Its author will read why, and may answer you once.")
