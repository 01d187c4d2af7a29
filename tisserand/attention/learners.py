"""What is known today of those who take a course that runs, and what is usual among them.

Facts that are kept, read in a few statements whatever the number of people. Who never came is among them from
the first day."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import Count, F
from django.db.models.lookups import LessThan

from tisserand.communities.models import Community, Membership, days
from tisserand.conversations.models import Thread
from tisserand.programmes.models import Cohort, DaysAfter, Enrolment, Step
from tisserand.ui.statements import statement

from . import silence
from .population import of_them


@dataclass(frozen=True)
class Learner:
    """One member in the cohort of theirs where they stand worst: known facts, the group's, since when."""

    known: silence.Known
    usual: silence.Group
    began_on: date

    @cached_property
    def standing(self) -> silence.Standing:
        return silence.standing(self.known, self.usual)


def steps_of(community: Community) -> list[Step]:
    """Every step that this community learns, with its programme; one statement."""
    return _steps(community=community.pk)


def learners(community: Community, now: datetime, steps: Iterable[Step] | None = None) -> dict[int, Learner]:
    """By membership id, everybody in a cohort that runs; three statements, of which one for `steps_of` unless
    it is at hand."""
    today = community.today(now)
    rows = _enrolled(community=community.pk, now=now, today=today)
    if not rows:
        return {}
    days: dict[int, list[int]] = {}
    for step in steps_of(community) if steps is None else steps:
        days.setdefault(step.programme_id, []).append(step.due_day)
    due = {
        row.cohort_id: sum(row.starts_on + timedelta(days=day) < today for day in days.get(row.programme, ()))
        for row in rows
    }
    unanswered = Counter(thread.author_id for thread in _waiting(community=community.pk))
    cohorts: dict[int, list[tuple[Enrolment, silence.Known]]] = {}
    for row in rows:
        known = _known(row, today, due.get(row.cohort_id, 0), unanswered[row.person])
        cohorts.setdefault(row.cohort_id, []).append((row, known))
    found: dict[int, Learner] = {}
    for group in cohorts.values():
        usual = silence.group(known for _row, known in group)
        for row, known in group:
            began_on = max(row.starts_on, community.today(row.enrolled_at))
            learner, other = Learner(known, usual, began_on), found.get(row.membership_id)
            if other is None or learner.standing.level > other.standing.level:
                found[row.membership_id] = learner
    return found


def alone(membership: Membership, today: date) -> Learner:
    """Somebody whom no running course compares with others: known by their own rhythm only."""
    last = membership.last_active_on
    known = silence.Known(
        silent_for=(today - last).days if last else None,
        usual_gap=membership.usual_gap,
        days_here=membership.days_here(today),
    )
    usual = silence.Group(days_here=known.days_here)
    return Learner(known, usual, membership.first_active_on or today)


@statement
def _enrolled(*, community: int, now: datetime, today: date):
    """Only what is counted with: of two thousand people nothing else is read."""
    due_on = DaysAfter(F("cohort__starts_on"), F("progress__step__due_day"))
    return (
        Enrolment.objects.filter(
            of_them(community, now),
            withdrawn_at=None,
            enrolled_at__lte=now,
            cohort__in=Cohort.objects.of(community).running(today),
        )
        .annotate(
            person=F("membership__person"),
            starts_on=F("cohort__starts_on"),
            programme=F("cohort__programme"),
            first_on=F("membership__first_active_on"),
            last_on=F("membership__last_active_on"),
            active_days=F("membership__active_days"),
            recent_days=F("membership__recent_days"),
            answers=F("membership__exchanges__answers"),
            people=F("membership__exchanges__people"),
            done=Count("progress", filter=LessThan(due_on, today)),
        )
        .only("cohort", "membership", "enrolled_at")
        .order_by("cohort", "pk")
    )


@statement
def _steps(*, community: int):
    return Step.objects.filter(programme__community=community).select_related("programme").order_by()


@statement
def _waiting(*, community: int):
    return Thread.objects.waiting().filter(community=community, author__isnull=False).only("author")


def _known(row, today: date, due: int, unanswered: int) -> silence.Known:
    away = (today - row.last_on).days if row.last_on else None
    return silence.Known(
        silent_for=away,
        usual_gap=days.usual_gap(row.first_on, row.last_on, row.active_days),
        days_here=days.within(row.recent_days, away, silence.WINDOW) if away is not None else 0,
        steps_due=due,
        steps_late=max(due - row.done, 0),
        peers=row.people or 0,
        answers=row.answers or 0,
        unanswered=unanswered,
    )
