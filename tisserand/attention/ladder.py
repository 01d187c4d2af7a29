"""The ladder: a personal word, a week of peace, then one rung higher. It stops at the first sign of life."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from tisserand.communities.models import Community, Event
from tisserand.facilitation.models import Planned, Sending
from tisserand.people.models import Person, besides_the_name
from tisserand.ui.statements import statement

from . import words
from .models import Accommodation, Outreach
from .signals import Section, Signal

# Somebody who comes once a week needs a week to answer; sooner would be pestering.
REST = timedelta(days=7)
# An older word is forgotten on both sides: the ladder begins again.
REMEMBERED = timedelta(days=60)

Tried = dict[int, list[Outreach]]


@dataclass(frozen=True)
class Rests:
    """Signals left in peace for now, by the word that gives them a week."""

    signals: list[Signal]

    @property
    def people(self) -> int:
        return len({signal.membership_id for signal in self.signals})


def tried(community: Community, now: datetime) -> Tried:
    """By membership id: the personal words of the last weeks, oldest first, each with `sign_since`."""
    by_member: Tried = {}
    asked = {"community": community.pk, "now": now}
    acts = [*_words(**asked), *map(_as_a_word, _plan_mails(**asked))]
    for act in sorted(acts, key=lambda act: act.done_at):
        by_member.setdefault(act.membership_id, []).append(act)
    return by_member


@statement
def _words(*, community: int, now: datetime):
    return (
        Outreach.objects.standing()
        .personal()
        .filter(community=community, done_at__gt=now - REMEMBERED, done_at__lte=now)
        .with_sign_since()
        .select_related("done_by")
        .defer("subject", "note", *besides_the_name("done_by"))
        .order_by("done_at", "pk")
    )


def leave_alone(
    signals: Iterable[Signal], pauses: dict[int, Accommodation]
) -> tuple[list[Signal], list[Accommodation]]:
    """The signals to show, without encouragements of those who are on leave or asked to be left in peace; and
    why these are not there, each person once."""
    shown, paused = [], {}
    for signal in signals:
        why = pauses.get(signal.membership_id or 0) if _climbs(signal) else None
        if why is None:
            shown.append(signal)
        else:
            paused[why.membership_id] = why
    return shown, list(paused.values())


@statement
def _plan_mails(*, community: int, now: datetime):
    """What plans wrote to them in somebody's name: a personal word too."""
    lately = Sending.objects.filter(approved_at__gt=now - REMEMBERED, approved_at__lte=now)
    theirs = lately.filter(planned__community=community, planned__to=Planned.To.LEARNERS)
    since = Event.objects.filter(
        actor=OuterRef("membership__person"), community=community, at__gt=OuterRef("approved_at")
    )
    people = besides_the_name("approved_by")
    return theirs.annotate(sign_since=Exists(since)).select_related("approved_by").defer("text", *people)


def _as_a_word(sending: Sending) -> Outreach:
    act = Outreach(
        kind=Outreach.Kind.WROTE,
        membership_id=sending.membership_id,
        done_by=sending.approved_by,
        done_at=sending.approved_at,
    )
    act.sign_since = sending.sign_since  # type: ignore[attr-defined]
    return act


def climb(signals: Iterable[Signal], past: Tried, now: datetime) -> tuple[list[Signal], Rests]:
    """The signals to show, each on its rung, and those that rest."""
    shown, resting = [], []
    for signal in signals:
        if not _climbs(signal):
            shown.append(signal)
            continue
        acts = past.get(signal.membership_id or 0, [])
        if acts and now < acts[-1].done_at + REST:
            resting.append(signal)
        else:
            shown.append(_on_its_rung(signal, [act for act in acts if not act.sign_since]))
    return shown, Rests(resting)


def _climbs(signal: Signal) -> bool:
    """Whether it is an encouragement. An address to be found again is not: there is nothing to wait for, and
    no letter to write."""
    return signal.section == Section.ENCOURAGE and "write" in signal.acts


def _on_its_rung(signal: Signal, unanswered: list[Outreach]) -> Signal:
    rungs = [act for act in unanswered if act.kind in (Outreach.Kind.WROTE, Outreach.Kind.CALLED)]
    person = signal.person
    wrote_last = bool(rungs) and rungs[-1].kind == Outreach.Kind.WROTE
    acts = _best_first(person, call_first=wrote_last) if person else signal.acts
    if not rungs:
        return replace(signal, acts=acts)
    return replace(
        signal,
        acts=acts,
        rung=len(rungs),
        why=words.said(_with_what_was_tried, signal, rungs[-1]),
        tell=lambda: [*signal.facts, (_("Words without an answer"), str(len(rungs)))],
    )


def _with_what_was_tried(signal: Signal, last: Outreach) -> str:
    return _("%(why)s. %(tried)s") % {"why": signal.why, "tried": tried_in_words(last)}


def _best_first(person: Person, *, call_first: bool) -> tuple[str, ...]:
    """A call after a letter without answer, or for whoever prefers the phone; a letter otherwise."""
    prefers_phone = person.reached_by == Person.ReachedBy.PHONE or not person.email
    return ("call", "write") if person.phone and (call_first or prefers_phone) else ("write", "call")


def tried_in_words(act: Outreach) -> str:
    """« Claire a écrit le 12 novembre, sans signe depuis »"""
    said = {"name": act.done_by.first_name if act.done_by else _("Somebody"), "day": words.day(act.done_at)}
    if act.kind == Outreach.Kind.CALLED:
        return _("%(name)s called on %(day)s, no sign since") % said
    return _("%(name)s wrote on %(day)s, no sign since") % said
