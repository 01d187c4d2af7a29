"""A call, and what came of it."""

from datetime import datetime, timedelta

from tisserand.communities.models import Membership
from tisserand.people.models import Person

from ..models import Outreach
from .line import on_the_list

# Clicking twice is one call.
SAME_CALL = timedelta(minutes=1)


def log_call(
    membership: Membership, *, by: Person, outcome: str, note: str = "", now: datetime, signal: str = ""
) -> Outreach:
    """Note a call. When you spoke, the journal says that the person was there: a sign of life like a visit.

    Raises JustDone when `signal` names a line that has left the list, ValueError when that line is about
    somebody else or the outcome is not one of a call.
    """
    if outcome not in (Outreach.Outcome.REACHED, Outreach.Outcome.MESSAGE, Outreach.Outcome.NO_ANSWER):
        raise ValueError(f"no such outcome of a call: {outcome!r}")
    community = membership.community
    with on_the_list(community, [signal] if signal else [], now) as standing:
        if any(line.membership_id != membership.pk for line in standing):
            raise ValueError("this line is about somebody else")
        if same := _same_call(membership, by, now):
            return same
        act = Outreach.objects.create(
            community=community,
            membership=membership,
            kind=Outreach.Kind.CALLED,
            outcome=outcome,
            done_by=by,
            done_at=now,
            signal=signal,
            note=note,
        )
        community.record("called", by, membership, at=now, outreach=act.pk, outcome=str(outcome))
        if outcome == Outreach.Outcome.REACHED:
            community.record("talked", membership.person, act, at=now)
        return act


def _same_call(membership: Membership, by: Person, now: datetime) -> Outreach | None:
    return (
        Outreach.objects.standing()
        .filter(membership=membership, done_by=by, kind=Outreach.Kind.CALLED, done_at__gt=now - SAME_CALL)
        .first()
    )
