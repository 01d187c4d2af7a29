"""Where the people of a cohort stand: a row per person, a cell per step, and how many are at each step."""

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page
from django.db.models import Count, QuerySet
from django.utils.translation import gettext, pgettext

from . import words
from .models import Cohort, Enrolment, Progress, Step
from .paths import State, state_of


@dataclass(frozen=True)
class StepStanding:
    """How many stand at this step today (their first not done), have done it, or are late with it."""

    step: Step
    due_on: date
    due_words: str
    here: int
    done: int
    late: int


@dataclass(frozen=True)
class Standing:
    """The cohort on one day. Who has finished every step stands at none."""

    steps: list[StepStanding]
    finished: int
    people: int

    @property
    def most(self) -> int:
        """The longest bar."""
        return max([1, self.finished, *(step.here for step in self.steps)])


@dataclass(frozen=True)
class Cell:
    step: Step
    state: State
    words: str


@dataclass(frozen=True)
class Row:
    enrolment: Enrolment
    cells: list[Cell]


def standing(cohort: Cohort, today: date) -> Standing:
    """Counted by the database: three queries whatever the number of people."""
    steps = list(cohort.programme.steps.all())
    active = cohort.enrolments.active()
    at = active.with_next_step().values("next_step_id").annotate(count=Count("pk")).order_by()
    here = {line["next_step_id"]: line["count"] for line in at}
    lines = (
        Progress.objects.filter(enrolment__in=active).values("step").annotate(count=Count("pk")).order_by()
    )
    done = {line["step"]: line["count"] for line in lines}
    people, running = sum(here.values()), cohort.runs(today)
    return Standing(
        steps=[_of(step, cohort, today, here, done, people if running else None) for step in steps],
        finished=here.get(None, 0) if steps else 0,
        people=people,
    )


def _of(step: Step, cohort: Cohort, today: date, here: dict, done: dict, people: int | None) -> StepStanding:
    due_on, by = step.due_on(cohort), done.get(step.pk, 0)
    late = people - by if people is not None and due_on < today else 0
    said = words.due(due_on, today, late=False)
    return StepStanding(step, due_on, said, here=here.get(step.pk, 0), done=by, late=late)


def at_step(enrolments: QuerySet[Enrolment], step_id: int | None) -> QuerySet[Enrolment]:
    """Those whose first step not done is this one; with None, those who have done them all."""
    return enrolments.with_next_step().filter(next_step_id=step_id)  # type: ignore[attr-defined]


def rows(cohort: Cohort, page: Page, today: date) -> list[Row]:
    """The rows of one page of enrolments, which have their member and person at hand. Two queries."""
    steps, enrolments, running = list(cohort.programme.steps.all()), list(page), cohort.runs(today)
    lines = Progress.objects.filter(enrolment__in=enrolments).select_related("noted_by")
    done = {(line.enrolment_id, line.step_id): line for line in lines}
    late = {step.pk: running and step.due_on(cohort) < today for step in steps}
    return [Row(e, _cells(e, steps, done, late)) for e in enrolments]


def _cells(enrolment: Enrolment, steps: list[Step], done: dict, late: dict[int, bool]) -> list[Cell]:
    first = next((step.pk for step in steps if (enrolment.pk, step.pk) not in done), None)
    cells = []
    for step in steps:
        progress = done.get((enrolment.pk, step.pk))
        state = state_of(progress, late=late[step.pk], first=step.pk == first)
        cells.append(Cell(step, state, _said(state, progress)))
    return cells


def _said(state: State, progress: Progress | None) -> str:
    if state is State.HELPED and progress and progress.noted_by:
        return gettext("done, noted by %(name)s") % {"name": progress.noted_by.name}
    return {
        State.DONE: pgettext("step", "done"),
        State.HELPED: gettext("done, noted"),
        State.LATE: gettext("late"),
        State.CURRENT: gettext("in progress"),
        State.AHEAD: gettext("to come"),
    }[state]
