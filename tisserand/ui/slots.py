"""Slots: a lower page opens one, higher apps hang panels in it.

A panel is a function `(context, *args) -> str`, registered by name in the `panels.py` of its app.
It returns safe HTML, or an empty string when it has nothing to show. In a slot that is opened once for many
rows (`slot_by`), it is given them all, and returns safe HTML by id for those where it has something to show.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

Panel = Callable[..., Any]

_panels: dict[str, list[tuple[int, str, Panel]]] = defaultdict(list)


def panel(slot: str, *, order: int = 50) -> Callable[[Panel], Panel]:
    """Hang the decorated function in `slot`; lower `order` comes first."""

    def hang(function: Panel) -> Panel:
        _panels[slot].append((order, f"{function.__module__}.{function.__qualname__}", function))
        _panels[slot].sort(key=lambda entry: entry[:2])
        return function

    return hang


def panels_in(slot: str) -> list[Panel]:
    return [function for _, _, function in _panels[slot]]


def slots() -> dict[str, list[str]]:
    """Every slot that has a panel, with the dotted names of its panels in order."""
    return {
        name: [dotted for _, dotted, _ in entries] for name, entries in sorted(_panels.items()) if entries
    }
