"""Hints: whether the apps above know something of a row, asked in the very statement that reads it.

A page would otherwise ask each app for what most rows have none of. An app says which of its rows count:

    @hint("thread", "sheets")
    def published_sheets():
        return Sheet.objects.published().filter(thread=OuterRef("pk"))

The page reads `Thread.objects.annotate(**hints("thread"))`; then `has(thread, "sheets")` asks nothing.
"""

from collections import defaultdict
from collections.abc import Callable

from django.db.models import Exists, Model, QuerySet

Rows = Callable[[], QuerySet]

_rows: defaultdict[str, dict[str, Rows]] = defaultdict(dict)


def hint(about: str, name: str) -> Callable[[Rows], Rows]:
    """The decorated function gives the rows of which one is enough, of the row that is read (OuterRef)."""

    def register(rows: Rows) -> Rows:
        _rows[about][name] = rows
        return rows

    return register


def hints(about: str) -> dict[str, Exists]:
    """What a query set about such rows is annotated with."""
    return {f"has_{name}": Exists(rows()) for name, rows in sorted(_rows[about].items())}


def has(row: Model, name: str) -> bool:
    """Whether there is any; True, hence worth asking, for a row that was read without its hints."""
    return getattr(row, f"has_{name}", True)
