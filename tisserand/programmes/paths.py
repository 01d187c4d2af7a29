"""The path of one person: the steps of their programme in order, each with its state in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext

from tisserand.communities.models import Membership

from . import words
from .models import Enrolment, Progress, Step


class State(StrEnum):
    DONE = "done"
    HELPED = "helped"  # done, noted by somebody else than the learner
    LATE = "late"
    CURRENT = "current"
    AHEAD = "ahead"

    @property
    def is_done(self) -> bool:
        return self in (State.DONE, State.HELPED)


def state_of(progress: Progress | None, *, late: bool, first: bool) -> State:
    """`late`: its day has passed in a cohort that runs; `first`: it is the first step not done."""
    if progress is not None:
        return State.HELPED if progress.source == Progress.Source.NOTED else State.DONE
    if late:
        return State.LATE
    return State.CURRENT if first else State.AHEAD


@dataclass(frozen=True)
class PathStep:
    """One step on somebody's path. `words` says where they are with it."""

    step: Step
    state: State
    words: str
    first: bool  # the first step not done

    @property
    def minutes_words(self) -> str:
        return words.minutes(self.step.minutes)

    @property
    def done(self) -> bool:
        return self.state.is_done


@dataclass(frozen=True)
class Path:
    """`enrolment` has its cohort, programme and membership at hand."""

    enrolment: Enrolment
    steps: list[PathStep]
    today: date

    @cached_property
    def done(self) -> int:
        return sum(step.done for step in self.steps)


def of(membership: Membership, now: datetime, *, programme: int | None = None) -> list[Path]:
    """The paths this member takes (of one programme only, if asked), latest start first. Three queries."""
    enrolments = (
        Enrolment.objects.filter(membership=membership, withdrawn_at=None)
        .select_related("cohort__programme", "membership__person")
        .prefetch_related("cohort__programme__steps", _progress())
        .order_by("-cohort__starts_on", "-pk")
    )
    if programme is not None:
        enrolments = enrolments.filter(cohort__programme=programme)
    return [path(enrolment, membership.community.today(now)) for enrolment in enrolments]


def _progress() -> Prefetch:
    return Prefetch("progress", Progress.objects.select_related("noted_by"))


def path(enrolment: Enrolment, today: date) -> Path:
    """The path of one enrolment on the organisation's day `today`."""
    cohort = enrolment.cohort
    done = {line.step_id: line for line in enrolment.progress.all()}
    steps = list(cohort.programme.steps.all())
    first = next((step.pk for step in steps if step.pk not in done), None)
    running = cohort.runs(today)
    path_steps = []
    for step in steps:
        progress, due_on = done.get(step.pk), step.due_on(cohort)
        late = progress is None and running and due_on < today
        state = state_of(progress, late=late, first=step.pk == first)
        said = _done_words(progress, today) if progress else words.due(due_on, today, late=late)
        path_steps.append(PathStep(step, state, said, step.pk == first))
    return Path(enrolment, path_steps, today)


def _done_words(progress: Progress, today: date) -> str:
    when = {"day": words.day(timezone.localtime(progress.completed_at).date(), today)}
    if progress.source == Progress.Source.NOTED and progress.noted_by:
        return gettext("done %(day)s, noted by %(name)s") % {**when, "name": progress.noted_by.name}
    return gettext("done %(day)s") % when


def plain(steps: Iterable[Step]) -> list[tuple[Step, str]]:
    """A programme for who does not take it: each step with its duration in words."""
    return [(step, words.minutes(step.minutes)) for step in steps]


def may_note(path_of: Membership, viewer: Membership) -> bool:
    """Everybody for themselves; who manages programmes for anybody."""
    return path_of.pk == viewer.pk or viewer.may("manage programmes")
