"""What a report asks, and how it is settled: the same for a post, a word in a room and a private message."""

from datetime import datetime
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tisserand.people.models import Person

from .models import Moderated

REASON_LIMIT = 500

R = TypeVar("R", bound=Moderated)


def why_reported(reason: str) -> str:
    """A reason on one line, not too long. Raises ValidationError when there is none."""
    return _checked(reason, _("Say in a few words what is wrong."))


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
    settled = list(waiting.select_related("reported_by"))
    if report.pk not in {one.pk for one in settled}:
        return []
    about.filter(pk__in=[one.pk for one in settled]).update(
        settled_at=now, settled_by=by, decision=decision, decision_reason=reason
    )
    return settled


def wait_again(about: QuerySet[R], settled_at: datetime) -> None:
    """Undo the decision of that moment: its reports wait, but of who has reported it once more since."""
    again = about.filter(settled_at=None).values_list("reported_by", flat=True)
    settled = about.filter(settled_at=settled_at)
    settled.filter(reported_by__in=list(again)).delete()
    settled.update(settled_at=None, settled_by=None, decision="", decision_reason="")


def _checked(reason: str, otherwise: str) -> str:
    reason = " ".join(reason.split())
    if not reason:
        raise ValidationError({"reason": otherwise})
    return reason[:REASON_LIMIT]
