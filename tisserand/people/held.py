"""What the site holds about people. Each app says it in its `holdings.py`, one class per kind of datum.

Four things are made of it: the page where each person reads what is held, why and for how long; the periods
an administrator chooses and the night applies; the erasure of a person; the export of all that is held about
them. A test walks the models and finds none that speaks of people and is in no holding.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.db.models.fields.files import FieldFile
from django.utils.functional import Promise

from .marks import Marks
from .models import Person

Words = str | Promise
Row = dict[str, Any]


@dataclass(frozen=True)
class Period:
    """In calendar months: what holds until somebody chooses, and between which bounds they may."""

    months: int
    at_least: int
    at_most: int


class Holding:
    """One kind of datum. A subclass says what it is, and does what it can about it."""

    key = ""
    name: Words = ""
    purpose: Words = ""
    # Of the machinery rather than of their life here: shown, further down.
    behind = False
    # For their own eyes: left out of a file about them that somebody else asked for.
    confidential = False
    # The models it answers for.
    models: tuple[type[Model], ...] = ()
    # How long: a period that can be chosen (then `old` is there, or `count` and `delete`), or words.
    period: Period | None = None
    kept: Words = ""
    # What becomes of it at the end of the period, when that is not simply its deletion.
    at_the_end: Words = ""

    def old(self, before: datetime) -> QuerySet:
        """The rows that are older than `before`."""
        raise NotImplementedError

    def count(self, before: datetime) -> int:
        """How many rows are older than `before`: what `delete` would deal with."""
        return self.old(before).count()

    def delete(self, before: datetime, now: datetime, at_most: int) -> Iterator[int]:
        """Deal with what is older than `before`, at most so many rows at a time; yields how many after each
        portion, which is then on disk. Whoever stops listening stops the work."""
        return in_portions(self.old(before), at_most)

    def rows(self, person: Person) -> Iterable[Row]:
        """All that is held of this kind about `person`, oldest first, for them to read: values of JSON."""
        return ()

    def files(self, person: Person) -> Iterable[tuple[str, FieldFile]]:
        """Their files, each with the name it was given."""
        return ()

    def also_known_as(self, person: Person) -> Iterable[str]:
        """Other names and addresses that rows of this kind give them."""
        return ()

    def against(self, person: Person) -> Iterable[str]:
        """Why this person cannot be erased yet, in words for whoever asks."""
        return ()

    def erase(self, person: Person, marks: Marks, now: datetime) -> Iterable[str]:
        """Leave no row of this kind that names `person`, in the transaction of the caller. Returns the
        files to remove once that is done, by their names in the storage."""
        return ()

    def remaining(self, person: Person, marks: Marks) -> Iterable["Remaining"]:
        """Where others wrote this person's name in their own words: nobody but a reader can judge that."""
        return ()


@dataclass(frozen=True)
class Remaining:
    """A place where a name stands in somebody else's words: what it is, and its address if there is one."""

    what: str
    url: str = ""


_holdings: dict[str, Holding] = {}


def holding(cls: type[Holding]) -> type[Holding]:
    """Register the decorated class. Top floor first: apps are read in the order of INSTALLED_APPS."""
    if cls.key in _holdings and type(_holdings[cls.key]).__module__ != cls.__module__:
        raise ValueError(f"holding {cls.key!r} is taken")
    _holdings[cls.key] = cls()
    return cls


def all_holdings() -> list[Holding]:
    """In the order in which they are erased: what leans on others before them."""
    return list(_holdings.values())


def named(key: str) -> Holding:
    """Raises KeyError when nothing is held under this key."""
    return _holdings[key]


def in_portions(rows: QuerySet, at_most: int) -> Iterator[int]:
    """Delete `rows`, so many at a time, each portion in its own transaction; for `Holding.delete`."""
    model = rows.model._default_manager
    while keys := list(rows.order_by().values_list("pk", flat=True)[:at_most]):
        model.filter(pk__in=keys).delete()
        yield len(keys)
