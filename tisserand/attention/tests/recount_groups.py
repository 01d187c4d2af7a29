"""The recount of those who are compared with the others of their course (see `recount`)."""

from datetime import timedelta
from itertools import pairwise
from statistics import median

from tisserand.attention.models import Outreach
from tisserand.programmes.models import Enrolment, Step

DAY = timedelta(days=1)


class ComparedInGroups:
    def few_days(self) -> set:
        """Each in the course where they stand worst: days missing, then long absences, late steps, alone."""
        found, worst = set(), {}
        groups: dict = {}
        for e in self.running():
            if e.enrolled_at <= self.now:
                groups.setdefault(e.cohort_id, []).append(e)
        for group in groups.values():
            here = {e.pk: self.days_here(e) for e in group}
            usual = median(here.values())
            people = median(self.exchanged(e.membership.person_id) for e in group)
            for e in group:
                level = self.level(e, here[e.pk], usual, people)
                if level > worst.get(e.membership_id, (-9,))[0]:
                    worst[e.membership_id] = level, e, here[e.pk], usual
        for member, (_level, e, days, usual) in worst.items():
            began = max(e.cohort.starts_on, self.day(e.enrolled_at))
            came = self.days_of(e.membership.person_id)
            if came and self.today - began >= 7 * DAY and usual >= 3 and days * 3 <= usual:
                found.add((member, None, None, self.midnight(began)))
        return found

    def days_here(self, e: Enrolment) -> int:
        return sum(self.today - day < 28 * DAY for day in self.days_of(e.membership.person_id))

    def exchanged(self, person_id: int) -> int:
        """With how many people."""
        others = {act.done_by_id for act in self.spoken(person_id)}
        for thread in self.threads:
            for post in self.posts[thread.pk]:
                pair = {thread.author_id, post.author_id}
                if post.number > 1 and person_id in pair and None not in pair:
                    others |= pair
        return len(others - {person_id, None})

    def spoken(self, person_id: int):
        return Outreach.objects.filter(
            membership__person=person_id, kind="called", outcome="reached", withdrawn_at=None
        )

    def level(self, e: Enrolment, here: int, usual: float, people: float) -> float:
        days, done = self.days_of(e.membership.person_id), set(e.progress.values_list("step", flat=True))
        steps = Step.objects.filter(programme=e.cohort.programme_id)
        late = [s for s in steps if e.cohort.starts_on + s.due_day * DAY < self.today and s.pk not in done]
        gaps = [(b - a).days for a, b in pairwise(days)]
        long = max(sum(gaps) / len(gaps), 1) * 2.5 if len(days) >= 3 else 7
        absences = min((self.today - days[-1]).days / long, 3) if days else 3
        alone = self.exchanged(e.membership.person_id) == 0 and people >= 1
        asks = any(t.author_id == e.membership.person_id and t.waiting_since for t in self.threads)
        missing = max(1 - here / max(usual, 1), -1)
        return missing + 0.3 * absences + min(len(late), 3) + 0.2 * alone + 0.2 * asks
