"""What came of a trial: how many of each part reached what was hoped for, in the time that was fixed.

Everybody is counted where the lot put them, whether the act reached them or not: those who could not be
reached are not the same people.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from tisserand.communities.models import Event
from tisserand.programmes.models import Progress

from .interval import difference
from .models import Trial

CONTRIBUTED = ("asked", "started", "replied")


def reached(trial: Trial):
    """The assignments of the trial, each with `reached`; one statement."""
    within = {"at__gt": trial.drawn_at, "at__lte": trial.ends_at}
    theirs = Event.objects.filter(community=trial.community, actor=OuterRef("membership__person"))
    found: Exists | Q
    match trial.outcome:
        case Trial.Outcome.SIGN:
            found = Exists(theirs.filter(**within))
        case Trial.Outcome.STEP:
            done = Progress.objects.filter(
                enrolment__membership=OuterRef("membership"),
                completed_at__gt=trial.drawn_at,
                completed_at__lte=trial.ends_at,
            )
            found = Exists(done)
        case _:
            wrote = theirs.filter(verb__in=CONTRIBUTED)
            found = Exists(wrote.filter(**within)) & ~Exists(wrote.filter(at__lte=trial.drawn_at))
    return trial.assignments.annotate(reached=found)


@transaction.atomic
def conclude(trial: Trial, now: datetime) -> bool:
    """Write the result, once, when its time is over."""
    trial = Trial.objects.select_for_update(of=("self",)).select_related("community").get(pk=trial.pk)
    if trial.concluded_at or now < trial.ends_at:
        return False
    counts = {True: [0, 0], False: [0, 0]}
    for one in reached(trial):
        counts[one.waits][0] += 1
        counts[one.waits][1] += one.reached
    (trial.acted, trial.acted_reached), (trial.held, trial.held_reached) = counts[False], counts[True]
    if trial.acted and trial.held:  # some may have been erased since
        found = difference(trial.acted_reached, trial.acted, trial.held_reached, trial.held)
        trial.low, trial.high = found
    trial.concluded_at = now
    trial.save()
    return True


def conclude_due(present: datetime) -> int:
    """Every trial whose time is over, each on its community's clock; how many."""
    open_ones = Trial.objects.filter(concluded_at=None).select_related("community").order_by("pk")
    return sum(conclude(trial, present - trial.community.set_back) for trial in open_ones.iterator())
