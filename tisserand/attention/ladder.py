"""The ladder: a light reminder, a word from a colleague, a call or a word in person, an agreed next step.

Each is followed by a week of peace; all stops at the first sign of life."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tisserand.communities.models import Community, Event
from tisserand.facilitation.models import Planned, Sending
from tisserand.people.models import Person, besides_the_name
from tisserand.ui.statements import statement

from . import words
from .models import Accommodation, NextStep, Outreach, PeerWord
from .population import morning
from .signals import Section, Signal

# Somebody who comes once a week needs a week to answer; sooner would be pestering.
REST = timedelta(days=7)
# An older word is forgotten on both sides: the ladder begins again.
REMEMBERED = timedelta(days=60)
# What was agreed has its own day, and is done or dropped by a click: it does not wait for a week to pass.
AGREED = "next_step_due"

Kind = Outreach.Kind


class Rung(StrEnum):
    """Where somebody stands: the last thing tried since their last sign of life."""

    NOTHING = "nothing"
    REMINDER = "reminder"
    PEER = "peer"
    PERSON = "person"
    AGREED = "agreed"

    @property
    def label(self) -> str:
        return str(RUNGS[self])


RUNGS = {
    Rung.NOTHING: gettext_lazy("nothing tried yet"),
    Rung.REMINDER: gettext_lazy("light reminder"),
    Rung.PEER: gettext_lazy("word from a colleague"),
    Rung.PERSON: gettext_lazy("call, or word in person"),
    Rung.AGREED: gettext_lazy("agreed next step"),
}


@dataclass(frozen=True)
class Standing:
    """Where one person stands, and until when they are left in peace (None: not now), by which act or by
    what was agreed with them."""

    acts: tuple[Outreach, ...] = ()  # since their last sign of life, oldest first
    agreed: NextStep | None = None
    rests_until: datetime | None = None
    by: Outreach | None = None

    @property
    def words(self) -> list[Outreach]:
        """Those that reached them, or may have."""
        return [act for act in self.acts if act.kind in (Kind.WROTE, Kind.CALLED) or _wrote(act)]

    @property
    def last(self) -> Outreach | None:
        """The last thing tried, a colleague who was asked in vain too."""
        tried = [act for act in self.acts if act.kind in (Kind.WROTE, Kind.CALLED, Kind.PEER)]
        return tried[-1] if tried else None

    @property
    def rung(self) -> Rung:
        if self.agreed:
            return Rung.AGREED
        if any(act.kind == Kind.CALLED for act in self.words):
            return Rung.PERSON
        if any(_wrote(act) for act in self.words) or awaited(self.by):
            return Rung.PEER
        return Rung.REMINDER if self.words else Rung.NOTHING

    @property
    def may_ask_a_colleague(self) -> bool:
        """Once a reminder stayed without a sign of life, and until a colleague has written."""
        return bool(self.words) and not any(_wrote(act) for act in self.words)


@dataclass(frozen=True)
class Past:
    """By membership: the personal words of the last weeks, oldest first, each with `sign_since`; and what is
    agreed."""

    community: Community
    acts: dict[int, list[Outreach]] = field(default_factory=dict)
    agreed: dict[int, NextStep] = field(default_factory=dict)

    def of(self, membership: int, now: datetime) -> Standing:
        acts, agreed = self.acts.get(membership, []), self.agreed.get(membership)
        resting = [(until, act) for act in acts if (until := _rests_until(act)) and until > now]
        until, by = max(resting, key=lambda one: one[0], default=(None, None))
        if agreed:
            day = morning(self.community, agreed.on)
            until, by = (day, None) if day > now else (None, None)
        since = tuple(act for act in acts if not act.sign_since)
        return Standing(since, agreed, until, by)


@dataclass(frozen=True)
class Rests:
    """Signals left in peace for now, by the word that gives them a week or by what was agreed."""

    signals: list[Signal]

    @property
    def people(self) -> int:
        return len({signal.membership_id for signal in self.signals})


def awaited(act: Outreach | None) -> bool:
    """Whether this act asked a colleague, who has not answered."""
    word = _word(act) if act else None
    return word is not None and not word.answer


def _word(act: Outreach) -> PeerWord | None:
    """None too when the colleague is no more."""
    return getattr(act, "peer_word", None) if act.kind == Kind.PEER else None


def _wrote(act: Outreach) -> bool:
    word = _word(act)
    return word is not None and word.given


def _rests_until(act: Outreach) -> datetime | None:
    """Until when this person is left in peace after the act: a week after a word; while a colleague may still
    answer that they will write; not at all once they cannot, or when a sign of life came first."""
    if act.kind != Kind.PEER:
        return act.done_at + REST
    word = _word(act)
    if word and word.given:
        return word.given_at + REST
    waits = word is not None and not word.answer and not act.sign_since
    return act.done_at + PeerWord.WAITED_FOR if waits else None


def past(community: Community, now: datetime, steps: Iterable[NextStep]) -> Past:
    """With the agreed `steps` that stand; two statements."""
    by_member: dict[int, list[Outreach]] = {}
    asked = {"community": community.pk, "now": now}
    acts = [*_words(**asked), *map(_as_a_word, _plan_mails(**asked))]
    for act in sorted(acts, key=lambda act: act.done_at):
        by_member.setdefault(act.membership_id, []).append(act)
    return Past(community, by_member, {one.membership_id: one for one in steps})


@statement
def _words(*, community: int, now: datetime):
    return (
        Outreach.objects.standing()
        .personal()
        .filter(community=community, done_at__gt=now - REMEMBERED, done_at__lte=now)
        .with_sign_since()
        .select_related("done_by", "peer_word__peer__person")
        .defer("subject", "note", *besides_the_name("done_by", "peer_word__peer__person"))
        .order_by("done_at", "pk")
    )


def leave_alone(
    signals: Iterable[Signal], pauses: dict[int, Accommodation]
) -> tuple[list[Signal], list[Accommodation]]:
    """The signals to show, without encouragements of those who are on leave or asked to be left in peace; and
    why these are not there, each person once."""
    shown, paused = [], {}
    for signal in signals:
        why = pauses.get(signal.membership_id or 0) if encourages(signal) else None
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


def climb(signals: Iterable[Signal], past: Past, now: datetime) -> tuple[list[Signal], Rests]:
    """The signals to show, each on its rung, and those that rest."""
    shown, resting = [], []
    for signal in signals:
        if not encourages(signal) or signal.indicator == AGREED:
            shown.append(signal)
            continue
        standing = past.of(signal.membership_id or 0, now)
        if standing.rests_until:
            resting.append(signal)
        else:
            shown.append(_on_its_rung(signal, standing))
    return shown, Rests(resting)


def encourages(signal: Signal) -> bool:
    """Whether it is an encouragement. An address to be found again is not: there is nothing to wait for, and
    no letter to write."""
    return signal.section == Section.ENCOURAGE and "write" in signal.acts


def _on_its_rung(signal: Signal, standing: Standing) -> Signal:
    person, tried = signal.person, standing.words
    acts = next_acts(person, standing) if person else signal.acts
    if not tried:
        return replace(signal, acts=acts)
    return replace(
        signal,
        acts=acts,
        rung=len(tried),
        why=words.said(_with_what_was_tried, signal, standing.last),
        reason=signal.why,
        tell=lambda: [*signal.facts, (_("Words without an answer"), str(len(tried)))],
    )


def _with_what_was_tried(signal: Signal, last: Outreach) -> str:
    return _("%(why)s. %(tried)s") % {"why": signal.why, "tried": tried_in_words(last)}


def next_acts(person: Person, standing: Standing) -> tuple[str, ...]:
    """A colleague after a letter without answer, then a call or a word in person; a call first for whoever
    prefers the phone; a letter otherwise."""
    last = standing.last
    after_a_letter = last is not None and last.kind != Kind.CALLED
    if last is not None and _wrote(last):
        return "call", "write"
    offered = _best_first(person, call_first=after_a_letter)
    if not standing.may_ask_a_colleague:
        return offered
    return ("ask_peer", *offered) if after_a_letter else (*offered, "ask_peer")


def _best_first(person: Person, *, call_first: bool) -> tuple[str, ...]:
    """A call after a letter without answer, or for whoever prefers the phone; a letter otherwise."""
    prefers_phone = person.reached_by == Person.ReachedBy.PHONE or not person.email
    return ("call", "write") if person.phone and (call_first or prefers_phone) else ("write", "call")


def tried_in_words(act: Outreach) -> str:
    """« Claire a écrit le 12 novembre, sans signe depuis »"""
    said = {"name": act.done_by.first_name if act.done_by else _("Somebody"), "day": words.day(act.done_at)}
    if act.kind == Kind.CALLED:
        return _("%(name)s called on %(day)s, no sign since") % said
    if act.kind == Kind.PEER:
        return _peer_in_words(act)
    return _("%(name)s wrote on %(day)s, no sign since") % said


def _peer_in_words(act: Outreach) -> str:
    word = _word(act)
    if word is None:
        return _("A colleague was asked for a word on %(day)s") % {"day": words.day(act.done_at)}
    name = word.peer.person.first_name
    if word.given:
        return _("%(name)s wrote on %(day)s, no sign since") % {
            "name": name,
            "day": words.day(word.given_at),
        }
    if word.answer:
        return _("%(name)s cannot send a word this time, and that is all right: somebody else may") % {
            "name": name
        }
    return _("%(name)s was asked for a word on %(day)s, and has not answered") % {
        "name": name,
        "day": words.day(act.done_at),
    }
