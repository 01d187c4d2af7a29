"""The order learned on this site: made by a command, kept as plain numbers, used where it is asked for."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from . import learned, past, silence
from .learned import COHORTS, ENROLMENTS, CannotLearn, Learned
from .models import LearnedOrder


@dataclass(frozen=True)
class Report:
    """What was learned, and how the last group would have been ordered by what the others taught: AUC of the
    longest silence, of the rules, of the model."""

    order: Learned
    cohorts: int
    enrolments: int
    last: str
    silent: float
    rules: float
    model: float


def learn(now: datetime) -> Report:
    """Learn from the finished groups, and keep it. Raises CannotLearn, and says plainly why."""
    groups = [group for group in past.finished(timezone.localdate(now)) if group.rows]
    people = sum(group.enrolments for group in groups)
    if len(groups) < COHORTS or people < ENROLMENTS:
        raise CannotLearn(
            f"{len(groups)} finished groups and {people} enrolments: {COHORTS} and {ENROLMENTS} are needed"
        )
    report = Report(_learn(groups), len(groups), people, str(groups[-1].cohort), *_compared(groups))
    LearnedOrder.objects.create(
        learned_at=now, cohorts=len(groups), enrolments=people, numbers=asdict(report.order)
    )
    return report


def in_use() -> Learned | None:
    """What orders the day beside the rules: nothing unless the setting says so and something was learned."""
    if not settings.LEARNED_ORDER:
        return None
    latest = LearnedOrder.objects.order_by("-learned_at", "-pk").first()
    return Learned(**{name: _plain(value) for name, value in latest.numbers.items()}) if latest else None


def _plain(value):
    return tuple(value) if isinstance(value, list) else value


def _learn(groups: list[past.PastGroup]) -> Learned:
    rows = [row for group in groups for row in group.rows]
    return learned.learn([silence.measures(*row[:2]) for row in rows], [row[2] for row in rows])


def _compared(groups: list[past.PastGroup]) -> tuple[float, float, float]:
    """On the last group, by what the earlier ones taught."""
    from sklearn.metrics import roc_auc_score

    rows, order = groups[-1].rows, _learn(groups[:-1])
    left = [row[2] for row in rows]
    if len(set(left)) < 2:
        raise CannotLearn("in the last group everybody finished, or nobody did: nothing can be compared")
    marks = (
        [9999 if known.silent_for is None else known.silent_for for known, _usual, _left in rows],
        [silence.standing(known, usual).level for known, usual, _left in rows],
        [order.level(silence.measures(known, usual)) for known, usual, _left in rows],
    )
    silent, rules, model = (float(roc_auc_score(left, mark)) for mark in marks)
    return silent, rules, model
