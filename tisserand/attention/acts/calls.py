"""A call and what came of it, or help given: what is noted after it was said or done."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from tisserand.communities.models import Community, Membership
from tisserand.people.models import Person

from .. import next_steps
from ..models import Outreach
from .line import on_the_list

# Clicking twice is one act.
SAME_ACT = timedelta(minutes=1)
HELP = (Outreach.Outcome.BY_PHONE, Outreach.Outcome.IN_ROOM, Outreach.Outcome.FOR_THEM)


@dataclass(frozen=True)
class Agreement:
    """What was agreed in the talk, for which day; `by_mail`: they want to read it again."""

    words: str
    on: date
    by_mail: bool = False


def log_call(
    membership: Membership,
    *,
    by: Person,
    outcome: str,
    note: str = "",
    now: datetime,
    signal: str = "",
    agreed: Agreement | None = None,
) -> Outreach:
    """Note a call. When you spoke, the journal says that the person was there: a sign of life like a visit;
    and what was agreed is kept with it.

    Raises JustDone when `signal` names a line that has left the list, ValueError when that line is about
    somebody else or the outcome is not one of a call.
    """
    if outcome not in (Outreach.Outcome.REACHED, Outreach.Outcome.MESSAGE, Outreach.Outcome.NO_ANSWER):
        raise ValueError(f"no such outcome of a call: {outcome!r}")
    community = membership.community
    with on_the_list(community, [signal] if signal else [], now) as standing:
        if any(line.membership_id != membership.pk for line in standing):
            raise ValueError("this line is about somebody else")
        if same := _just_noted(membership, Outreach.Kind.CALLED, by, now):
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
            _agree(act, agreed)
        return act


def _agree(act: Outreach, agreed: Agreement | None) -> None:
    if agreed and act.membership and act.done_by:
        next_steps.agree(
            act.membership,
            words=agreed.words,
            on=agreed.on,
            by_mail=agreed.by_mail,
            by=act.done_by,
            now=act.done_at,
            act=act,
        )


@transaction.atomic
def note_help(
    membership: Membership,
    *,
    by: Person,
    outcome: str,
    note: str,
    now: datetime,
    agreed: Agreement | None = None,
) -> Outreach:
    """Note help that was given: by phone, in the room, or done for them. Spoken with, the person was there:
    the journal says so, the call they had asked for is made, and what was agreed is kept.

    Raises ValueError when the outcome is none of these.
    """
    if outcome not in HELP:
        raise ValueError(f"no such way of helping: {outcome!r}")
    community = membership.community
    Community.objects.select_for_update(no_key=True).get(pk=community.pk)
    if same := _just_noted(membership, Outreach.Kind.HELPED, by, now):
        return same
    act = Outreach.objects.create(
        community=community,
        membership=membership,
        kind=Outreach.Kind.HELPED,
        outcome=outcome,
        done_by=by,
        done_at=now,
        note=note,
    )
    community.record("helped", by, membership, at=now, outreach=act.pk)
    if outcome != Outreach.Outcome.FOR_THEM:
        community.record("talked", membership.person, act, at=now)
    _agree(act, agreed)
    return act


def _just_noted(membership: Membership, kind: str, by: Person, now: datetime) -> Outreach | None:
    return (
        Outreach.objects.standing()
        .filter(membership=membership, done_by=by, kind=kind, done_at__gt=now - SAME_ACT)
        .first()
    )
