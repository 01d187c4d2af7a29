"""People for whom a step of the course has passed its day."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from tisserand.communities.models import Community
from tisserand.programmes.models import Cohort, Enrolment, Step
from tisserand.ui.statements import statement

from .. import words
from ..learners import steps_of
from ..population import morning, of_them
from ..signals import Section, Signal, key
from .people import FIRST_WEEKS


def behind(community: Community, now: datetime, course: list[Step] | None = None) -> list[Signal]:
    """Of each person in a running cohort, the first step whose due day has passed and that is not done.

    Somebody in two cohorts is asked about one step at a time. `course`: what `steps_of` says, where it has
    been asked already.
    """
    today = community.today(now)
    found = _late(community=community.pk, now=now, today=today)
    course = steps_of(community) if course is None and found else course or []
    steps = {step.pk: step for step in course}
    oldest: dict[int, tuple[date, Enrolment, Step]] = {}
    for enrolment in found:
        step = steps[enrolment.late_step_id]
        due_on, known = step.due_on(enrolment.cohort), oldest.get(enrolment.membership_id)
        if known is None or due_on < known[0]:
            oldest[enrolment.membership_id] = due_on, enrolment, step
    asked = sorted(oldest.values(), key=lambda one: one[1].pk)
    return [_behind(enrolment, step, due_on, community, today) for due_on, enrolment, step in asked]


@statement
def _late(*, community: int, now: datetime, today: date):
    cohorts = Cohort.objects.of(community)  # said again, so that only theirs are looked through
    theirs = Enrolment.objects.filter(of_them(community, now), enrolled_at__lte=now, cohort__in=cohorts)
    return theirs.with_late_step(today).select_related("membership__person", "cohort").order_by("pk")


def _behind(enrolment: Enrolment, step: Step, due_on: date, community: Community, today: date) -> Signal:
    cohort = enrolment.cohort
    early = today - cohort.starts_on < FIRST_WEEKS
    return Signal(
        key=key("behind", f"e{enrolment.pk}-s{step.pk}", due_on),
        indicator="behind",
        section=Section.ENCOURAGE,
        since=morning(community, due_on),
        why=words.said(_behind_words, step, due_on),
        tell=lambda: [
            (_("Group"), f"{step.programme.name}, {cohort.name}"),
            (_("Step"), step.title),
            (_("Due on"), words.day(due_on)),
            (_("Done"), _("not yet")),
        ],
        acts=("write", "call"),
        membership_id=enrolment.membership_id,
        newcomer=early,
        effect=0.7 if early else 0.4,
        group=f"behind-{step.pk}",
        membership=enrolment.membership,
        step=step,
        cohort=cohort,
    )


def _behind_words(step: Step, due_on: date) -> str:
    return _("“%(step)s” was due on %(day)s") % {"step": step.title, "day": words.day(due_on)}
