"""What was agreed with people: drawn (see `histories`), then counted again from raw rows (see `recount`)."""

from datetime import timedelta

from tisserand.attention.models import NextStep


class RecountedAgreements:
    def next_step_due(self) -> set:
        here = {place.pk for place in self.members.values()}
        return {
            (one.membership_id, None, None, self.midnight(one.on))
            for one in NextStep.objects.all()
            if one.membership_id in here
            and not one.closed_at
            and one.agreed_at <= self.now
            and one.on <= self.today
        }


def agree(history) -> None:
    """With some something is agreed, for a day to come or gone; some of it is closed."""
    for place in history.places:
        if history.maybe(0.4):
            at = history.moment(20)
            on = history.community.today(at) + timedelta(days=history.random.randint(0, 20))
            closed = {"closed_at": history.now, "end": "done"} if history.maybe(0.3) else {}
            NextStep.objects.create(membership=place, words="…", on=on, agreed_at=at, **closed)
