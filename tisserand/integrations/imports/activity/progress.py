"""Lines that say a step of the course is done: the step, and the enrolment it is done for."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from tisserand.communities.models import Community
from tisserand.programmes.models import Enrolment, Progress, Step

from ..people.headings import fold

COMPLETED = "completed"


class Steps:
    """The steps of a community by the name the LMS gives them, or by their own title."""

    def __init__(self, community: Community):
        self.community = community
        self.named: dict[str, Step] = {}
        for step in Step.objects.filter(programme__community=community).order_by("-pk"):
            for name in (step.title, step.source_key):
                if name.strip():
                    self.named[fold(name)] = step

    def find(self, *names: str) -> Step | None:
        return (
            next((self.named[key] for key in map(fold, names) if key in self.named), None)
            if self.named
            else None
        )

    @transaction.atomic
    def done(self, lines: Iterable[tuple[int, Step, datetime]]) -> int:
        """Note (person id, step, moment) as imported progress, the earliest moment of each; how many are new.

        A step already done stays as it was told, whoever told it. People not enrolled have none to note.
        """
        earliest: dict[tuple[int, int], tuple[Step, datetime]] = {}
        for person, step, at in lines:
            known = earliest.get((person, step.pk))
            if known is None or at < known[1]:
                earliest[person, step.pk] = step, at
        people = {person for person, _step in earliest}
        takes = defaultdict(list)
        for enrolment in Enrolment.objects.filter(
            membership__community=self.community, membership__person__in=people
        ).select_related("cohort", "membership"):
            takes[enrolment.membership.person_id, enrolment.cohort.programme_id].append(enrolment)
        rows = [
            Progress(enrolment=enrolment, step=step, completed_at=at, source=Progress.Source.IMPORTED)
            for (person, _step), (step, at) in earliest.items()
            for enrolment in takes[person, step.programme_id]
        ]
        before = Progress.objects.filter(enrolment__membership__community=self.community).count()
        Progress.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
        return Progress.objects.filter(enrolment__membership__community=self.community).count() - before
