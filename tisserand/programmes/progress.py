"""Who has done what, and what comes next. Days are calendar days of the organisation."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from tisserand.communities.models import Community, Membership
from tisserand.people.models import Person
from tisserand.ui.statements import statement

from .models import Cohort, Enrolment, Progress, Step


@transaction.atomic
def complete(
    enrolment: Enrolment,
    step: Step,
    *,
    by: Person | None,
    now: datetime,
    source: str = Progress.Source.DECLARED,
) -> Progress:
    """The step is done since `now`, the moment of completion. Saying it twice changes nothing.

    The learner did it, whoever notes it: the journal's line is theirs, so that helped participation
    counts as presence. Raises ValueError on a step of another programme.
    """
    if step.programme_id != enrolment.cohort.programme_id:
        raise ValueError("this step belongs to another programme")
    membership = enrolment.membership
    helper = by if by and by.pk != membership.person_id else None
    if helper and source == Progress.Source.DECLARED:
        source = Progress.Source.NOTED
    progress, created = Progress.objects.get_or_create(
        enrolment=enrolment,
        step=step,
        defaults={"completed_at": now, "source": source, "noted_by": helper},
    )
    if created:
        noted_by: dict[str, Any] = {"noted_by": helper.pk} if helper else {}
        membership.community.record(
            "completed", membership.person, step, at=now, enrolment=enrolment.pk, source=source, **noted_by
        )
    return progress


@transaction.atomic
def uncomplete(enrolment: Enrolment, step: Step, *, by: Person, now: datetime) -> bool:
    """The step is not done after all; False when it was not. The journal keeps both lines."""
    gone, _ = Progress.objects.filter(enrolment=enrolment, step=step).delete()
    if gone:
        enrolment.membership.community.record("uncompleted", by, step, at=now, enrolment=enrolment.pk)
    return bool(gone)


def next_step(membership: Membership, today: date) -> tuple[Enrolment, Step] | None:
    """The first step not done of each path that runs; of several paths, the one due first. Two queries."""
    enrolments = _running(membership=membership.pk, today=today)
    steps = Step.objects.in_bulk({e.next_step_id for e in enrolments if e.next_step_id}) if enrolments else {}
    ahead = [(enrolment, steps[enrolment.next_step_id]) for enrolment in enrolments if enrolment.next_step_id]
    return min(ahead, key=lambda pair: (pair[1].due_on(pair[0].cohort), pair[0].pk), default=None)


@statement
def _running(*, membership: int, today: date):
    mine = Enrolment.objects.active().running(today).filter(membership=membership)
    return mine.with_next_step().select_related("cohort__programme")


def last_done(membership: Membership) -> Progress | None:
    """The step this member did last, in any programme they still take; with its `step`."""
    lines = Progress.objects.filter(enrolment__membership=membership, enrolment__withdrawn_at=None)
    return lines.select_related("step").order_by("-completed_at", "-pk").first()


def late_steps(community: Community, today: date) -> dict[int, list[tuple[Enrolment, Step]]]:
    """By membership id, for the whole community: the steps due before `today` and not done, in order.

    Only active enrolments of cohorts that run. Five queries whatever the number of people; only those who
    are late are read whole.
    """
    late: dict[int, list[tuple[Enrolment, Step]]] = {}
    for enrolment, steps in _behind(Cohort.objects.of(community).running(today), today):
        late.setdefault(enrolment.membership_id, []).extend((enrolment, step) for step in steps)
    return late


def steps_behind(cohort: Cohort, today: date) -> dict[int, list[Step]]:
    """By membership id: the steps due before `today` and not done, in order; nobody once the cohort ended."""
    cohorts = Cohort.objects.filter(pk=cohort.pk).running(today)
    return {enrolment.membership_id: steps for enrolment, steps in _behind(cohorts, today)}


def _behind(cohorts: QuerySet[Cohort], today: date) -> Iterator[tuple[Enrolment, list[Step]]]:
    due = {}
    for cohort in cohorts.select_related("programme").prefetch_related("programme__steps"):
        due[cohort.pk] = [step for step in cohort.programme.steps.all() if step.due_on(cohort) < today]
    active = Enrolment.objects.active().filter(cohort__in=[pk for pk, steps in due.items() if steps])
    takes = dict(active.values_list("pk", "cohort"))
    done = set(Progress.objects.filter(enrolment__in=takes).values_list("enrolment", "step"))
    late = {}
    for pk, cohort_id in takes.items():
        if steps := [step for step in due[cohort_id] if (pk, step.pk) not in done]:
            late[pk] = steps
    people = Enrolment.objects.filter(pk__in=late).select_related("membership__person", "cohort")
    for enrolment in people.order_by("cohort__starts_on", "pk"):
        yield enrolment, late[enrolment.pk]
