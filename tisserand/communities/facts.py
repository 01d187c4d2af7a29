"""Facts are kept where counting at each look would cost too much. Here is how they are made true again.

An app that keeps facts says so in its own `facts.py`: a function from a community to the number of rows
that were wrong, under `@kept("name")`. `tisserand rebuild-facts` runs them all.
"""

from collections.abc import Callable

from .models import Community

Rebuild = Callable[[Community], int]

_rebuilds: dict[str, Rebuild] = {}


def kept(name: str) -> Callable[[Rebuild], Rebuild]:
    """Register what makes the facts called `name` equal to what they are computed from."""

    def register(rebuild: Rebuild) -> Rebuild:
        _rebuilds[name] = rebuild
        return rebuild

    return register


def rebuild(community: Community) -> dict[str, int]:
    """Make every kept fact of this community true; by name, how many rows were wrong."""
    return {name: function(community) for name, function in sorted(_rebuilds.items())}
