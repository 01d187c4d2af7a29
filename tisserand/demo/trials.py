"""A letter that half of the learners had a fortnight later than the others, and what came of it."""

from datetime import time, timedelta

from tisserand.communities.models import Community
from tisserand.effect import counting, drawing
from tisserand.effect.models import Trial
from tisserand.people.models import Person

from .clock import Clock


def compare(community: Community, by: Person, clock: Clock) -> None:
    """Drawn while the group was beginning; its time is over."""
    learners = community.memberships.present().learners()
    if community.slug != "distance" or learners.count() < drawing.AT_LEAST:
        return
    trial = drawing.draw_for_an_act(
        community,
        learners.values_list("pk", flat=True),
        what="Une lettre\u00a0: à quoi sert la première étape",
        outcome=Trial.Outcome.STEP,
        by=by,
        now=clock.on(clock.last_working_day(clock.today - timedelta(days=16)), time(9, 40)),
        seed=1801,
    )
    counting.conclude(trial, clock.now)
