"""From signals to lines: what is one for the eye is one line that opens."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import ngettext

from . import words
from .act_links import ACTS, Button
from .signals import Section, Signal

# Of a long group or section, so many are shown, the most useful first: more than anybody writes to, calls or
# answers in a row. The next ones come as these are done.
SHOWN = 20
# Of those who wait for an answer, more: a line that is not shown is a person who waits unseen.
SHOWN_WAITING = 40


@dataclass(frozen=True)
class Line:
    """One signal, or several of the same kind under one title."""

    signals: tuple[Signal, ...]

    @property
    def first(self) -> Signal:
        return self.signals[0]

    @property
    def single(self) -> bool:
        return len(self.signals) == 1

    @property
    def section(self) -> Section:
        return self.first.section

    @property
    def id(self) -> str:
        return self.first.dom_id if self.single else f"group-{self.first.group}-{min(self.first.rung, 1)}"

    @property
    def shown(self) -> tuple[Signal, ...]:
        return self.signals[:SHOWN]

    @property
    def hidden(self) -> int:
        return max(len(self.signals) - SHOWN, 0)

    @property
    def acts(self) -> tuple[str, ...]:
        """What can be done for several at once."""
        several = {
            "to_welcome": ("greet",),
            "account_ending": ("call",),
            "address_lost": ("call",),
            "never_came": _TOGETHER,
            "silent": _TOGETHER,
            "behind": _TOGETHER,
            "few_days": _TOGETHER,
        }
        acts = several.get(self.first.indicator, ())
        return tuple(reversed(acts)) if self.first.rung and len(acts) > 1 else acts

    @property
    def buttons(self) -> list[Button]:
        """One button for all; its label says how many they are."""
        count = len(self.shown)
        return [Button(ACTS[act], str(ACTS[act].many % {"count": count})) for act in self.acts]

    @property
    def names(self) -> str:
        return words.names([signal.person for signal in self.signals if signal.person], at_most=5)

    @property
    def title(self) -> str:
        """The sentence of a group."""
        count = len(self.signals)
        return _title(self.first, count) % {
            "count": count,
            "names": self.names,
            "step": self.first.step.title if self.first.step else "",
        }


_TOGETHER = ("write", "call")


def _title(first: Signal, count: int) -> str:
    if first.group == "forgotten":
        return ngettext(
            "%(count)s question has waited for more than a month",
            "%(count)s questions have waited for more than a month",
            count,
        )
    if first.rung:
        return _RUNG_TITLES[first.indicator](count)
    return _TITLES[first.indicator](count)


_TITLES = {
    "to_welcome": lambda n: ngettext(
        "%(names)s has arrived; nobody has spoken to them yet",
        "%(names)s have arrived; nobody has spoken to them yet",
        n,
    ),
    "account_ending": lambda n: ngettext(
        "%(count)s account is to be erased, and no mail can tell its person",
        "%(count)s accounts are to be erased, and no mail can tell their people",
        n,
    ),
    "address_lost": lambda n: ngettext(
        "%(count)s address answers no more", "%(count)s addresses answer no more", n
    ),
    "never_came": lambda n: ngettext(
        "%(count)s person has never come since the start",
        "%(count)s people have never come since the start",
        n,
    ),
    "silent": lambda n: ngettext(
        "%(count)s person has gone silent against their habit",
        "%(count)s people have gone silent against their habit",
        n,
    ),
    "few_days": lambda n: ngettext(
        "%(count)s person comes far less than the group",
        "%(count)s people come far less than the group",
        n,
    ),
    "behind": lambda n: ngettext(
        "%(count)s person has not done “%(step)s”", "%(count)s people have not done “%(step)s”", n
    ),
}
_RUNG_TITLES = {
    "never_came": lambda n: ngettext(
        "%(count)s person has not come, even after a personal word",
        "%(count)s people have not come, even after a personal word",
        n,
    ),
    "silent": lambda n: ngettext(
        "%(count)s person is still silent after a personal word",
        "%(count)s people are still silent after a personal word",
        n,
    ),
    "few_days": lambda n: ngettext(
        "%(count)s person still comes far less than the group after a personal word",
        "%(count)s people still come far less than the group after a personal word",
        n,
    ),
    "behind": lambda n: ngettext(
        "%(count)s person has not done “%(step)s”, even after a personal word",
        "%(count)s people have not done “%(step)s”, even after a personal word",
        n,
    ),
}


def gather(signals: Iterable[Signal]) -> list[Line]:
    """Lines in the order of their first signal. Three waiting questions are three lines; a heap is one."""
    groups: dict[tuple, list[Signal]] = {}
    for signal in signals:
        together = (signal.group, bool(signal.rung)) if signal.group else (signal.key,)
        groups.setdefault(together, []).append(signal)
    return [Line(tuple(group)) for group in groups.values()]
