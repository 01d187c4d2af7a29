"""The ladder as a page: one line for each person it concerns, the rung they stand on, what comes and when."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from tisserand.communities.models import Community, Membership
from tisserand.effect.models import Assignment
from tisserand.people.models import Person
from tisserand.ui import times

from . import accommodations, ladder, mails, support_log, words
from .act_links import ACTS
from .day import Day
from .ladder import Rung, Standing
from .models import Accommodation, Outreach, PeerWord
from .signals import Signal

PAGE = 50
PAUSED = "paused"


@dataclass(frozen=True)
class Line:
    """One person: what was tried (`standing`), why they are concerned (`signal`), or why nobody encourages
    them (`paused`). `holds`: what else keeps one from acting; `held`: what was agreed, for whoever acts."""

    membership: Membership
    standing: Standing
    signal: Signal | None = None
    paused: Accommodation | None = None
    holds: tuple[str, ...] = ()
    held: Sequence[Accommodation] = ()

    @property
    def rung(self) -> str:
        return PAUSED if self.paused else self.standing.rung

    @property
    def person(self) -> Person:
        return self.membership.person

    @property
    def label(self) -> str:
        return _("left in peace") if self.paused else self.standing.rung.label

    @property
    def since(self) -> datetime | None:
        """Since when they stand on this rung; before anything was tried, since when the reason is true."""
        if self.standing.agreed:
            return self.standing.agreed.agreed_at
        if self.standing.last:
            return self.standing.last.done_at
        return self.signal.since if self.signal else None

    @property
    def resting(self) -> bool:
        return self.standing.rests_until is not None

    @property
    def next(self) -> str:
        """The next act, in the words of its button."""
        if self.paused:
            return _("nothing, as long as it holds")
        if self.standing.agreed:
            return _("see together: “%(words)s”") % {"words": self.standing.agreed.words}
        return str(ACTS[ladder.next_acts(self.person, self.standing)[0]].one)

    @property
    def next_at(self) -> datetime | None:
        """When it comes; None: now, or one does not know."""
        return None if self.paused else self.standing.rests_until

    @property
    def waits(self) -> list[str]:
        """What it waits for, and what holds it, in words."""
        return [*_waits(self), *self.holds]


def _waits(line: Line) -> list[str]:
    by = line.standing.by
    if line.paused:
        return [_paused(line.paused)]
    if line.standing.agreed:
        return [_("the day that was agreed")] if line.resting else []
    if by is None:
        return []
    if ladder.awaited(by):
        return [
            _("the answer of %(name)s, who was asked for a word") % {"name": by.peer_word.peer.person.name}
        ]
    return [_("a sign of life: a week of peace after a word")]


def _paused(one: Accommodation) -> str:
    told = {"why": one.get_kind_display()}
    if one.ends_on is None:
        return told["why"]
    return _("%(why)s until %(day)s") % (told | {"day": words.day(one.ends_on)})


def lines(today: Day) -> list[Line]:
    """Everybody the ladder concerns, each once: who is to be written to or called now, in the order of the
    day; then who is left in peace, the soonest first; then who is on leave or asked for it. No query."""
    past, found = today.past or ladder.Past(today.community), {}
    for signal in (*today.signals, *today.rests):
        if ladder.encourages(signal) and signal.membership:
            standing = past.of(signal.membership_id or 0, today.now)
            found[signal.membership_id] = Line(signal.membership, standing, signal)
    for one in today.paused:
        found[one.membership_id] = Line(one.membership, past.of(one.membership_id, today.now), paused=one)
    for agreed in past.agreed.values():
        standing = past.of(agreed.membership_id, today.now)
        known = found.get(agreed.membership_id)
        found[agreed.membership_id] = (
            replace(known, standing=standing) if known else Line(agreed.membership, standing)
        )
    return sorted(found.values(), key=_place)


def _place(line: Line) -> tuple:
    until = line.standing.rests_until
    return bool(line.paused), until is not None, until.timestamp() if until else 0


def counted(found: Iterable[Line]) -> list[tuple[str, str, int]]:
    """(rung, its name, how many stand on it), of those where somebody stands."""
    count = Counter(str(line.rung) for line in found)
    names = {str(rung): rung.label for rung in Rung} | {PAUSED: _("left in peace")}
    return [(rung, name, count[rung]) for rung, name in names.items() if count[rung]]


def whole(found: Sequence[Line], community: Community, reader: Person, now: datetime) -> list[Line]:
    """The same (a page of them) with what holds each, and what was agreed with them. Six queries."""
    keys, people = [line.membership.pk for line in found], [line.person for line in found]
    reached, leaving = mails.reached(people), mails.leaving(community, people)
    closed, lots = support_log.closed_to(reader, keys), _lots(keys, now)
    agreed = accommodations.of(set(keys) - closed, community.today(now))
    told = []
    for line in found:
        pk, holds = line.person.pk, []
        if pk not in reached:
            holds.append(_("no mail reaches them"))
        elif leaving[pk].enough:
            holds.append(
                _("enough mail this week: another one leaves %(moment)s") % {"moment": leaving[pk].moment}
            )
        if until := lots.get(line.membership.pk):
            holds.append(_("drawn by lot to wait, until %(day)s") % {"day": words.day(until)})
        held = [one for one in agreed.get(line.membership.pk, ()) if one.kind not in Accommodation.PAUSES]
        told.append(replace(line, holds=tuple(holds), held=held))
    return told


def _lots(memberships: Sequence[int], now: datetime) -> dict[int, datetime]:
    """By membership: until when a lot lets them wait for a mail to many; calls never do. One query."""
    rows = Assignment.objects.filter(
        membership__in=memberships, waits=True, trial__drawn_at__gt=now - timedelta(days=14)
    )
    found: dict[int, datetime] = {}
    for one in rows.select_related("trial"):
        if now < one.trial.ends_at:
            found[one.membership_id] = max(found.get(one.membership_id, now), one.trial.ends_at)
    return found


def in_my_words(line: Line) -> list[str]:
    """The same line, to the person it is about."""
    if line.paused:
        return [_("Nobody encourages you for now: %(why)s.") % {"why": _paused(line.paused)}]
    agreed, last, until = line.standing.agreed, line.standing.last, line.standing.rests_until
    if agreed:
        said = {"day": times.long_date(agreed.on), "words": agreed.words}
        return [_("You agreed for %(day)s: “%(words)s”. Nobody presses you until then.") % said]
    told = [_mine(last)] if last else []
    if until:
        told.append(_("You are left in peace until %(day)s.") % {"day": words.day(until)})
    elif line.signal:
        told.append(_AHEAD[ladder.next_acts(line.person, line.standing)[0]]())
    return [*told, _("A sign of life, of any kind, stops all this.")]


def _mine(act: Outreach) -> str:
    said = {"name": act.done_by.first_name if act.done_by else _("Somebody"), "day": words.day(act.done_at)}
    if act.kind == Outreach.Kind.CALLED:
        return _("%(name)s called you on %(day)s.") % said
    word: PeerWord | None = getattr(act, "peer_word", None) if act.kind == Outreach.Kind.PEER else None
    if word and word.given:
        return _("%(name)s wrote to you on %(day)s.") % {
            "name": word.peer.person.first_name,
            "day": words.day(word.given_at),
        }
    if act.kind == Outreach.Kind.PEER:
        return _("%(name)s thought that a word from a colleague might please you.") % said
    return _("%(name)s wrote to you on %(day)s.") % said


_AHEAD = {
    "write": lambda: _("Somebody who runs the community may write to you."),
    "call": lambda: _("Somebody who runs the community may call you."),
    "ask_peer": lambda: _("A colleague may be asked to send you a word."),
}
