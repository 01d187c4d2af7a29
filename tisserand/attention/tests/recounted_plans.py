"""What is planned, counted again from the raw rows (see `recount`)."""

from datetime import timedelta

from tisserand.facilitation.models import Planned
from tisserand.letter.models import Edition
from tisserand.people.calendar import public_holidays


class RecountedPlans:
    def letter_waits(self) -> set:
        found = set()
        for one in Edition.objects.filter(community=self.community):
            draft = one.composing_at is None and one.approved_at is None
            if draft and one.leaves_at - timedelta(hours=48) <= self.now:
                found.add((None, None, None, one.leaves_at - timedelta(hours=48)))
            lately = one.composed_at and self.now - timedelta(days=28) < one.composed_at <= self.now
            paper = [copy for copy in one.copies.all() if copy.way == "paper" and copy.printed_at is None]
            if lately and any(c.membership.left_at is None and c.membership.person.is_active for c in paper):
                found.add((None, None, None, one.composed_at))
        return found

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
