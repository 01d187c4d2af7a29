"""What is planned, counted again from the raw rows (see `recount`)."""

from datetime import timedelta

from tisserand.facilitation.models import Planned
from tisserand.people.calendar import public_holidays


class RecountedPlans:
    def plan_due(self) -> set:
        found = set()
        for one in Planned.objects.filter(community=self.community):
            if one.done_at or one.cancelled_at:
                continue
            on = one.moved_to or one.cohort.starts_on + timedelta(days=one.days)
            while not one.moved_to and (on.isoweekday() > 5 or on in public_holidays("FR", on.year)):
                on += timedelta(days=1)
            if self.today - timedelta(days=14) <= on <= self.today:
                found.add((None, None, None, self.midnight(on)))
        return found
