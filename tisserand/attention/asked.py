"""What the people of a cohort asked, beside the step at which they stand today.

A question belongs to whoever asked it: nothing says which step it is about.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time

from tisserand.conversations.models import Thread
from tisserand.conversations.models.threads import ThreadQuerySet
from tisserand.programmes import standing
from tisserand.programmes.models import Cohort, Step


@dataclass(frozen=True)
class Asked:
    questions: int = 0
    unanswered: int = 0


def beside(cohort: Cohort, step: Step | None, now: datetime) -> Asked:
    """By those whose first step not done is this one; with None, who have done them all.

    Counted once for the cohort at hand, in three queries.
    """
    if "asked" not in vars(cohort):
        vars(cohort)["asked"] = _by_step(cohort, now)
    return vars(cohort)["asked"].get(step.pk if step else None, Asked())


def _by_step(cohort: Cohort, now: datetime) -> dict[int | None, Asked]:
    enrolments = cohort.enrolments.active()
    stands = dict(enrolments.with_next_step().values_list("membership__person", "next_step_id"))
    threads = _asked(cohort, enrolments, now)
    questions = Counter(stands[author] for author in threads.values_list("author", flat=True))
    unanswered = Counter(stands[author] for author in threads.waiting().values_list("author", flat=True))
    return {step: Asked(count, unanswered[step]) for step, count in questions.items()}


def at_step(cohort: Cohort, step: Step | None, now: datetime) -> ThreadQuerySet:
    """The questions themselves, the latest first."""
    there = standing.at_step(cohort.enrolments.active(), step.pk if step else None)
    return _asked(cohort, there, now).for_list()


def _asked(cohort: Cohort, enrolments, now: datetime) -> ThreadQuerySet:
    """Questions and requests for help, since the day the cohort began."""
    community = cohort.programme.community
    begin = datetime.combine(cohort.starts_on, time.min, tzinfo=community.zone)
    return community.threads.visible().filter(
        kind__in=Thread.ASKING,
        author__in=enrolments.values("membership__person"),
        created_at__range=(begin, now),
    )
