"""The day of the people who run a community: one list, computed from facts at each look."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from tisserand.communities.models import Community
from tisserand.ui.statements import statement

from . import accommodations, encouraging, indicators, ladder, words
from .indicators import agreed
from .learners import learners, steps_of
from .lines import Line, gather
from .models import Accommodation, Decision
from .signals import Section, Signal

# Within a section, what somebody asks comes before what is only due, and who asks to be called before all: no
# number of newcomers hides them. Then newcomers first (being answered decides whether they come back,
# domain.md 2.2), then the effect expected, or what the rules of `silence` say of a learner, then whoever has
# waited longest.
ORDER = {section: place for place, section in enumerate(Section)}
NAMED = 12  # people left in peace, at the foot of the page

HEADLINES = {
    Section.WAITING: ngettext_lazy("%(count)s person is waiting", "%(count)s people are waiting", "count"),
    Section.MODERATE: ngettext_lazy("%(count)s message to look at", "%(count)s messages to look at", "count"),
    Section.WELCOME: ngettext_lazy("%(count)s person to welcome", "%(count)s people to welcome", "count"),
    Section.THANK: ngettext_lazy("%(count)s person to thank", "%(count)s people to thank", "count"),
    Section.PLAN: ngettext_lazy("%(count)s thing planned", "%(count)s things planned", "count"),
    Section.ENCOURAGE: ngettext_lazy(
        "%(count)s person to encourage", "%(count)s people to encourage", "count"
    ),
    Section.DEBATE: ngettext_lazy(
        "%(count)s debate to look after", "%(count)s debates to look after", "count"
    ),
    Section.REVIVE: ngettext_lazy(
        "%(count)s discussion to revive", "%(count)s discussions to revive", "count"
    ),
    Section.ORGANISE: ngettext_lazy("%(count)s text to look after", "%(count)s texts to look after", "count"),
}


@dataclass(frozen=True)
class Part:
    """One section of the list and its lines, in order."""

    section: Section
    lines: list[Line]


@dataclass(frozen=True)
class Day:
    """The list at `now`. `resting` counts the people left in peace after a personal word; `paused` says why
    others are, who would be encouraged otherwise; `rests` and `past` are for the page of the ladder."""

    community: Community
    now: datetime
    signals: list[Signal]
    resting: int = 0
    decided: dict[str, Decision] = field(default_factory=dict)
    paused: list[Accommodation] = field(default_factory=list)
    rests: list[Signal] = field(default_factory=list)
    past: ladder.Past | None = None

    @cached_property
    def parts(self) -> list[Part]:
        return [Part(section, lines) for section in Section if (lines := gather(self._in(section)))]

    def _in(self, section: Section) -> list[Signal]:
        return [signal for signal in self.signals if signal.section == section]

    @property
    def empty(self) -> bool:
        return not self.signals

    @property
    def paused_in_words(self) -> list[tuple[int, str]]:
        """(member, « Inès, en congé jusqu’au 3 décembre »), of a few of them."""
        shown = self.paused[:NAMED]
        return [(one.membership_id, accommodations.paused_in_words(one)) for one in shown]

    @property
    def paused_besides(self) -> int:
        return max(len(self.paused) - NAMED, 0)

    def count(self, section: Section) -> int:
        """People where it is about people, threads or posts otherwise."""
        found = self._in(section)
        if section not in (Section.WAITING, Section.WELCOME, Section.THANK, Section.ENCOURAGE):
            return len(found)
        return len({signal.membership_id for signal in found})

    @property
    def headline(self) -> list[tuple[Section, str]]:
        """« 3 personnes attendent », « 2 personnes à accueillir »…: what each section holds."""
        counts = {section: self.count(section) for section in HEADLINES}
        return [(section, HEADLINES[section] % {"count": n}) for section, n in counts.items() if n]

    def find(self, key: str) -> Signal | None:
        """The signal of that key if it stands on the list now."""
        return self._by_key.get(key)

    @cached_property
    def _by_key(self) -> dict[str, Signal]:
        return {signal.key: signal for signal in self.signals}


def day(community: Community, now: datetime) -> Day:
    """The day, in the language that is active; a constant number of queries whatever it holds."""
    decided = decisions(community, now)
    course, steps = steps_of(community), agreed.agreed(community, now)
    known = learners(community, now, course)
    kept = once(indicators.signals(community, now, known, steps, course), decided)
    kept, paused = ladder.leave_alone(kept, accommodations.pauses(community, now))
    placed = encouraging.placed(kept, known, community, now)
    past = ladder.past(community, now, steps)
    shown, rests = ladder.climb(placed, past, now)
    ordered = sorted(shown, key=_place)
    return Day(community, now, ordered, rests.people, decided, paused, rests.signals, past)


def _place(signal: Signal) -> tuple:
    useful = -signal.asked, not signal.newcomer, -signal.effect
    return ORDER[signal.section], *useful, signal.since, signal.key


def decisions(community: Community, now: datetime) -> dict[str, Decision]:
    """By signal: what was decided and still holds at `now`."""
    found = _holding(community=community.pk, now=now, today=community.today(now))
    return {decision.signal: decision for decision in found}


@statement
def _holding(*, community: int, now: datetime, today: date):
    holding = Q(kind=Decision.Kind.SET_ASIDE) | Q(kind=Decision.Kind.POSTPONED, until__gt=today)
    found = Decision.objects.filter(holding, community=community, withdrawn_at=None, decided_at__lte=now)
    return found.order_by("pk")


def once(signals: Iterable[Signal], decided: dict[str, Decision]) -> list[Signal]:
    """One line per thread and per person, the strongest reason first met; without those decided upon.

    Whoever waits for an answer is answered, not greeted or encouraged; whoever is to be welcomed is not
    encouraged yet; an encouragement put aside does not come back the same day under another reason.
    """
    threads: dict[int, int] = {}
    people: set[int] = set()
    kept: list[Signal] = []
    for signal in signals:
        one_line = signal.section == Section.WAITING or signal.indicator == "asked_before"
        about_thread = signal.thread_id if one_line else None
        if about_thread is not None and about_thread in threads:
            _fold(kept, threads[about_thread], signal)
            continue
        if signal.section in (Section.WELCOME, Section.ENCOURAGE) and signal.membership_id in people:
            continue
        if signal.section == Section.ENCOURAGE:
            people.add(signal.membership_id or 0)
        if signal.key in decided:
            if about_thread is not None:
                threads[about_thread] = -1
            continue
        if about_thread is not None:
            threads[about_thread] = len(kept)
        if signal.membership_id and signal.section in (Section.WAITING, Section.WELCOME):
            people.add(signal.membership_id)
        kept.append(signal)
    return kept


def _fold(kept: list[Signal], place: int, double: Signal) -> None:
    """The same thread again: its first line says so if these are also somebody's first words."""
    if place < 0 or double.indicator != "first_post" or kept[place].membership_id != double.membership_id:
        return
    kept[place] = replace(
        kept[place], newcomer=True, effect=1.0, why=words.said(_first_words, kept[place], double)
    )


def _first_words(signal: Signal, double: Signal) -> str:
    name = double.person.first_name if double.person else ""
    return _("First message from %(name)s: %(why)s") % {"name": name, "why": signal.why}


def signals(community: Community, now: datetime) -> list[Signal]:
    """What stands on the list at `now`, in order."""
    return day(community, now).signals
