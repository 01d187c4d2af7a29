"""What a report asks, how it is settled, and how its author answers the decision: the same for a post, a word
in a room and a private message."""

from datetime import datetime, timedelta
from typing import TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tisserand.mail.characters import tidy
from tisserand.people.models import Person

from .models import Community, Moderated

REASON_LIMIT = 500
REPLY_LIMIT = 2_000
REPLY_WITHIN = timedelta(days=14)
SECOND_THOUGHT = timedelta(minutes=10)  # a decision may be taken back so long before anybody is told of it

R = TypeVar("R", bound=Moderated)


def why_reported(reason: str) -> str:
    """A reason on one line, not too long. Raises ValidationError when there is none."""
    return _checked(reason, _("Say in a few words what is wrong."))


def why_removed(reason: str) -> str:
    """The same, of what is removed by who runs the community."""
    return _checked(reason, _("Say why: the author will read it."))


def decide(
    about: QuerySet[R], report: R, *, decision: str, reason: str, by: Person, now: datetime
) -> list[R]:
    """Settle every open report `about` the same words; those that were, none when `report` was settled
    before. In the transaction of the caller, who carries the decision out. ValidationError without a reason,
    or on a decision that is none."""
    reason = _checked(reason, _("Say why: the people concerned will read it."))
    if decision not in Moderated.Decision.values:
        raise ValidationError(_("Choose what becomes of this message."))
    waiting = about.filter(settled_at=None).select_for_update(of=("self",))
    settled = list(waiting.select_related("reported_by").order_by("pk"))
    if report.pk not in {one.pk for one in settled}:
        return []
    said = {"settled_at": now, "settled_by": by, "decision": decision, "decision_reason": reason}
    about.filter(pk__in=[one.pk for one in settled]).update(**said)
    for one in settled:
        one.settled_at = now
    return settled


def wait_again(about: QuerySet[R], settled_at: datetime) -> None:
    """Undo the decision of that moment: its reports wait, but of who has reported it once more since. What
    nobody had asked for is no report.
    ValidationError once its author has answered it."""
    if about.filter(settled_at=settled_at, replied_at__isnull=False).exists():
        raise ValidationError(_("Its author has answered your decision: read that, and answer them."))
    again = about.filter(settled_at=None).values_list("reported_by", flat=True)
    settled = about.filter(settled_at=settled_at)
    settled.filter(reported_by__in=list(again)).delete()
    settled.filter(Moderated.of_nobody()).delete()
    settled.update(settled_at=None, settled_by=None, decision="", decision_reason="")


def may_be_read(community: Community, author: Person | None) -> bool:
    """Whether somebody who runs the community could read the answer of this author: not they alone."""
    lcms = community.memberships.present().lcms()
    return author is not None and lcms.exclude(person=author).exists()


def require_reader(community: Community, author: Person) -> None:
    """ValidationError where nobody else could read their answer."""
    if not may_be_read(community, author):
        raise ValidationError(nobody_else())


def nobody_else() -> str:
    return _("Nobody but you runs this community: nobody else could read your answer here.")


def last_day(report: Moderated) -> datetime:
    """Until when the author may answer the decision, by the clock of the community."""
    if report.settled_at is None:
        raise ValueError("not settled")
    return report.settled_at + REPLY_WITHIN


def reply(about: QuerySet[R], report: R, *, text: str, now: datetime) -> bool:
    """The author answers the decision about the same words, once; False when they had. In the transaction of
    the caller, who knows that it is the author. ValidationError on an empty or too long text, after
    REPLY_WITHIN, or when the decision stands no more."""
    text = _fit(text)
    rows = list(_of_one_decision(about, report))
    if report.pk not in {one.pk for one in rows}:
        raise ValidationError(_("This decision stands no more: they will look at your message again."))
    if any(one.replied_at for one in rows):
        return False
    if now > last_day(report):
        raise ValidationError(_("The two weeks to answer are over."))
    about.filter(pk=report.pk).update(reply=text, replied_at=now)
    report.reply, report.replied_at = text, now
    return True


def answer(
    about: QuerySet[R],
    report: R,
    *,
    revised: bool,
    reason: str,
    by: Person,
    author: Person | None,
    now: datetime,
) -> list[R]:
    """Confirm the decision that its author answers, or revise it, with a word; every report it settled, none
    when they were answered before. In the transaction of the caller, who carries it out. ValidationError
    without a word; PermissionDenied to the author."""
    reason = _checked(reason, _("Say why: the people concerned will read it."))
    if author == by:
        raise PermissionDenied
    rows = list(_of_one_decision(about, report))
    if not any(one.pk == report.pk and one.replied_at and one.answered_at is None for one in rows):
        return []
    about.filter(pk=report.pk).update(answered_at=now, answered_by=by, answer=reason, revised=revised)
    report.refresh_from_db(fields=["answered_at", "answered_by", "answer", "revised"])
    return rows


def replied(about: QuerySet[R], report: R) -> R:
    """The report of the same decision that bears the author's answer; `report` when none does."""
    rows = about.filter(settled_at=report.settled_at, replied_at__isnull=False)
    return rows.first() or report


def _of_one_decision(about: QuerySet[R], report: R) -> QuerySet[R]:
    """Locked: two answers at once are one."""
    same = about.filter(settled_at=report.settled_at, settled_at__isnull=False).order_by("pk")
    return same.select_for_update(of=("self",)).select_related("reported_by")


def _fit(text: str) -> str:
    too_long = _("At most 2,000 characters: say what matters most.")
    if len(text) > 4 * REPLY_LIMIT:
        raise ValidationError(too_long)
    text = tidy(text).strip("\u200c\u200d\u200e\u200f\u00a0 \t\n")
    if not text:
        raise ValidationError(_("Write a few words first."))
    if len(text) > REPLY_LIMIT:
        raise ValidationError(too_long)
    return text


def _checked(reason: str, otherwise: str) -> str:
    reason = " ".join(reason.split())
    if not reason:
        raise ValidationError({"reason": otherwise})
    return reason[:REASON_LIMIT]
