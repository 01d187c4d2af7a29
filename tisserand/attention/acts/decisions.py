"""Later, not at all, or what becomes of a reported post."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial

from django.utils.translation import gettext as _

from tisserand.communities.models import Community
from tisserand.conversations import reports
from tisserand.conversations.models import Report
from tisserand.people.models import Person
from tisserand.resources import sheets

from .. import next_steps
from ..models import Decision, NextStep
from ..signals import Signal
from .line import on_the_list


def postpone(
    community: Community, signals: Sequence[str], *, by: Person, until: date, now: datetime
) -> list[Decision]:
    """These lines come back on the morning of `until`, if they are still true. JustDone when none is left.

    Raises ValueError unless `until` is a day to come.
    """
    if until <= community.today(now):
        raise ValueError("postpone to a day to come")
    with on_the_list(community, signals, now) as standing:
        made = [_decide(line, community, Decision.Kind.POSTPONED, by, now, until=until) for line in standing]
        for decision in made:
            community.record("postponed", by, decision, at=now, signal=decision.signal, until=str(until))
        return made


def set_aside(
    community: Community, signals: Sequence[str], *, by: Person, reason: str, now: datetime
) -> list[Decision]:
    """These lines leave the list for this episode, and why. JustDone when none is left."""
    with on_the_list(community, signals, now) as standing:
        kind = Decision.Kind.SET_ASIDE
        made = [_decide(line, community, kind, by, now, reason=reason[:300]) for line in standing]
        for decision in made:
            community.record("set-aside", by, decision, at=now, signal=decision.signal)
        return made


def settle(
    community: Community, signal: str, *, by: Person, decision: str, reason: str, now: datetime
) -> Decision:
    """Keep or remove the reported post; everybody concerned is told why. Raises JustDone, ValidationError."""
    with on_the_list(community, [signal], now) as (line,):
        report = Report.objects.filter(post=line.post_id, settled_at=None).earliest("reported_at", "pk")
        reports.settle(report, decision=decision, reason=reason, by=by, now=now)  # writes the journal line
        return _decide(line, community, Decision.Kind.SETTLED, by, now, reason=f"{decision}: {reason}"[:300])


def find_right(community: Community, signal: str, *, by: Person, now: datetime) -> Decision:
    """The sheet whose day has come is still right. Raises JustDone."""
    return _about_sheet(community, signal, sheets.find_right, Decision.Kind.FOUND_RIGHT, by, now)


def take_down(community: Community, signal: str, *, by: Person, now: datetime) -> Decision:
    """The sheet whose day has come is not right any more. Raises JustDone."""
    withdraw = partial(sheets.withdraw, reason=_("It was to be read again."))
    return _about_sheet(community, signal, withdraw, Decision.Kind.TAKEN_DOWN, by, now)


def finish_step(community: Community, signal: str, *, by: Person, now: datetime) -> Decision:
    """What was agreed with somebody is done. Raises JustDone."""
    with on_the_list(community, [signal], now) as (line,):
        agreed = NextStep.objects.select_related("membership__community").get(pk=line.step_id)
        next_steps.close(agreed, NextStep.End.DONE, by=by, now=now)  # writes the journal line
        return _decide(line, community, Decision.Kind.STEP_DONE, by, now)


def _about_sheet(
    community: Community, signal: str, act: Callable, kind: str, by: Person, now: datetime
) -> Decision:
    with on_the_list(community, [signal], now) as (line,):
        act(line.sheet, by=by, now=now)  # writes the journal line
        return _decide(line, community, kind, by, now)


def _decide(line: Signal, community: Community, kind: str, by: Person, now: datetime, **values) -> Decision:
    return Decision.objects.create(
        community=community,
        signal=line.key,
        kind=kind,
        decided_by=by,
        decided_at=now,
        membership_id=line.membership_id,
        thread_id=line.thread_id,
        sheet=line.sheet,
        **values,
    )
