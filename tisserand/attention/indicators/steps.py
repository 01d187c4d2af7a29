"""People for whom a step of the course has passed its day."""

from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from tisserand.communities.models import Community
from tisserand.programmes.models import Enrolment, Step
from tisserand.programmes.progress import late_steps

from .. import words
from ..population import morning, of_them
from ..signals import Section, Signal, key
from .people import FIRST_WEEKS


def behind(community: Community, now: datetime) -> list[Signal]:
    """Of each person in a running cohort, the first step whose due day has passed and that is not done.

    Somebody in two cohorts is asked about one step at a time.
    """
    today = community.today(now)
    theirs = of_them(community, now) & Q(enrolled_at__lte=now)
    oldest = [min(late, key=_due_on) for late in late_steps(community, today, among=theirs).values()]
    return [_behind(*pair, community, today) for pair in sorted(oldest, key=lambda pair: pair[0].pk)]


def _due_on(pair: tuple[Enrolment, Step]) -> tuple[date, int, int]:
    enrolment, step = pair
    return step.due_on(enrolment.cohort), enrolment.pk, step.position


def _behind(enrolment: Enrolment, step: Step, community: Community, today: date) -> Signal:
    cohort = enrolment.cohort
    due_on = step.due_on(cohort)
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
