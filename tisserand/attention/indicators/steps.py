"""People for whom a step of the course has passed its day."""

from datetime import date, datetime, timedelta

from django.db.models import Case, Exists, IntegerField, OuterRef, Subquery, Value, When
from django.utils.translation import gettext as _

from tisserand.communities.models import Community
from tisserand.programmes.models import Cohort, Enrolment, Progress, Step

from .. import words
from ..population import morning, of_them
from ..signals import Section, Signal, key
from .people import FIRST_WEEKS


def behind(community: Community, now: datetime) -> list[Signal]:
    """Of each person in a running cohort, the first step whose due day has passed and that is not done."""
    today = community.today(now)
    cohorts = {
        cohort.pk: cohort
        for cohort in Cohort.objects.running(today)
        .filter(programme__community=community)
        .select_related("programme")
    }
    if not cohorts:
        return []
    day_of = Case(
        *(When(cohort=pk, then=Value((today - cohort.starts_on).days)) for pk, cohort in cohorts.items()),
        output_field=IntegerField(),
    )
    missing = (
        Step.objects.filter(programme=OuterRef("cohort__programme"), due_day__lt=OuterRef("day"))
        .exclude(Exists(Progress.objects.filter(enrolment=OuterRef(OuterRef("pk")), step=OuterRef("pk"))))
        .order_by("due_day", "position")
    )
    found = (
        Enrolment.objects.filter(
            of_them(community, now),
            cohort__in=cohorts,
            withdrawn_at=None,
            enrolled_at__lte=now,
        )
        .annotate(day=day_of)
        .annotate(missing=Subquery(missing.values("pk")[:1]))
        .exclude(missing=None)
        .select_related("membership__person")
        .order_by("pk")
    )
    steps = {step.pk: step for step in Step.objects.filter(programme__community=community)}
    return _oldest_of_each(
        [
            _behind(enrolment, cohorts[enrolment.cohort_id], steps[enrolment.missing], community, today)
            for enrolment in found
        ]
    )


def _oldest_of_each(signals: list[Signal]) -> list[Signal]:
    """One per person: somebody in two cohorts is asked about one step at a time."""
    oldest: dict[int | None, Signal] = {}
    for signal in sorted(signals, key=lambda signal: (signal.since, signal.key)):
        oldest.setdefault(signal.membership_id, signal)
    return list(oldest.values())


def _behind(enrolment: Enrolment, cohort: Cohort, step: Step, community: Community, today: date) -> Signal:
    due_on = cohort.starts_on + timedelta(days=step.due_day)
    early = today - cohort.starts_on < FIRST_WEEKS
    return Signal(
        key=key("behind", f"e{enrolment.pk}-s{step.pk}", due_on),
        indicator="behind",
        section=Section.ENCOURAGE,
        since=morning(community, due_on),
        why=words.said(_behind_words, step, due_on),
        tell=lambda: [
            (_("Cohort"), f"{cohort.programme.name}, {cohort.name}"),
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
