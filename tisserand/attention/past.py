"""Finished groups as they were known week by week, and who did not finish: what a learned order is made from.

Nothing looks ahead: at each week's end, only days of presence and steps before it, and only those who had not
left by then.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models.functions import TruncDate

from tisserand.communities.models import Event
from tisserand.programmes.models import Cohort, Enrolment, Progress

from . import silence

WEEKS = range(1, 9)


@dataclass(frozen=True)
class PastGroup:
    """A finished cohort: how many took it, and by person and week what was known and whether they left."""

    cohort: Cohort
    enrolments: int
    rows: list[tuple[silence.Known, silence.Group, bool]]


def finished(today: date) -> Iterator[PastGroup]:
    """Every cohort of the site that has ended and had steps to do, the earliest first."""
    ended = Cohort.objects.filter(ends_on__lt=today, programme__steps__isnull=False).distinct()
    for cohort in ended.select_related("programme__community__organisation").order_by("ends_on", "pk"):
        yield _past(cohort)


def _past(cohort: Cohort) -> PastGroup:
    zone = cohort.programme.community.zone
    taken = list(Enrolment.objects.filter(cohort=cohort).select_related("membership").order_by("pk"))
    due = {step.pk: step.due_on(cohort) for step in cohort.programme.steps.all()}
    days = _days(cohort, taken)
    done: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for line in Progress.objects.filter(enrolment__cohort=cohort):
        done[line.enrolment_id].append((due[line.step_id], line.completed_at.astimezone(zone).date()))
    rows = []
    for week in WEEKS:
        day = cohort.starts_on + timedelta(weeks=week)
        if cohort.ends_on and day > cohort.ends_on:
            break
        here = [one for one in taken if _is_here(one, day, zone)]
        known = {
            one.pk: silence.known_on(
                day, days.get(one.membership.person_id, ()), due_on=due.values(), done=done[one.pk]
            )
            for one in here
        }
        usual = silence.group(known.values())
        rows += [(known[one.pk], usual, _left(one, cohort, done[one.pk], len(due))) for one in here]
    return PastGroup(cohort, len(taken), rows)


def _days(cohort: Cohort, taken: list[Enrolment]) -> dict[int, set[date]]:
    """The days of presence of each, by person, from the journal."""
    community = cohort.programme.community
    found: dict[int, set[date]] = defaultdict(set)
    people = [one.membership.person_id for one in taken]
    lines = Event.objects.filter(community=community, actor__in=people)
    days = lines.annotate(day=TruncDate("at", tzinfo=community.zone)).values_list("actor", "day")
    for person, day in days.distinct().iterator():
        found[person].add(day)
    return found


def _is_here(one: Enrolment, day: date, zone) -> bool:
    gone = [at.astimezone(zone).date() for at in (one.withdrawn_at, one.membership.left_at) if at]
    return one.enrolled_at.astimezone(zone).date() < day and all(left_on >= day for left_on in gone)


def _left(one: Enrolment, cohort: Cohort, done: list[tuple[date, date]], steps: int) -> bool:
    """Withdrew, or had steps left to do when the group ended."""
    in_time = [did_on for _due, did_on in done if cohort.ends_on is None or did_on <= cohort.ends_on]
    return one.withdrawn_at is not None or len(in_time) < steps
