"""Query sets compiled once: on pages that everybody asks for, building SQL costs more than running it.

    @statement
    def places(*, person: int, slug: str):
        return Membership.objects.present().filter(person=person, community__slug=slug)

    places(person=7, slug="paris")  # a list of Membership, read from the database now

The function is called with values that stand for others, and the SQL kept: afterwards only values change.
What is given by position shapes the query (which list, which page): each shape is compiled by itself. A value
is a number, a text, a date or a moment, never None; the function may move a date or a moment by so much
(`now - FRESH`), and reckon with values in no other way: it is refused at the first call, whatever the data.
Related rows are read with `select_related`, or by `prefetch_related` with nothing of the values in it.
"""

import copy
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, wraps
from typing import Any, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import cached_property

M = TypeVar("M", bound=Model)
SHAPES = 64
# What stands for a value, by type: another in each try, and for each name.
STANDS_FOR: dict[type, Callable[[int], Any]] = {
    int: lambda n: 1_900_000_000 + n,
    str: lambda n: f"value-{n}",
    datetime: lambda n: datetime(1971, 1, 1, tzinfo=UTC) + timedelta(hours=n),
    date: lambda n: date(1971, 1, 1) + timedelta(days=n),
}
TRIES = (1, 108, 1777)


def statement(build: Callable[..., "QuerySet[M]"]) -> Callable[..., list[M]]:
    """See the module."""

    @lru_cache(SHAPES)
    def compiled(vendor: str, shape: tuple, kinds: tuple[tuple[str, type], ...]) -> "Compiled":
        return Compiled(build, shape, kinds)

    @wraps(build)
    def fetch(*shape, **values) -> list[M]:
        kinds = tuple((name, type(value)) for name, value in values.items())
        vendor = connections[DEFAULT_DB_ALIAS].vendor
        return compiled(vendor, shape, kinds).fetch(values)

    return fetch


class Compiled:
    """One query set in one shape: its SQL, and where in it each value goes."""

    def __init__(self, build: Callable[..., QuerySet], shape: tuple, kinds: tuple[tuple[str, type], ...]):
        tries = [
            # Never as far apart in two tries: so no value can be taken for another that was moved.
            {name: STANDS_FOR[kind](salt * place) for place, (name, kind) in enumerate(kinds, start=2)}
            for salt in TRIES
        ]
        built = [build(*shape, **values) for values in tries]
        compilers = [one.query.get_compiler(DEFAULT_DB_ALIAS) for one in built]
        (self.sql, *other), params = zip(*[one.as_sql() for one in compilers], strict=True)
        self.queryset, self.compiler = built[0], compilers[0]
        if set(other) != {self.sql} or not issubclass(self.queryset._iterable_class, ModelIterable):
            raise ImproperlyConfigured(f"{build.__name__} is not one statement that reads a model.")
        self.params = [_hole(found, tries) for found in zip(*params, strict=True)]
        if None in self.params:
            raise ImproperlyConfigured(f"{build.__name__} reckons with a value: give it what it needs.")

    @cached_property
    def converters(self) -> dict[int, Any]:
        """What makes some columns into what a field holds."""
        fields = [one[0] for one in self.compiler.select[: self.compiler.col_count]]  # type: ignore[index]
        return self.compiler.get_converters(fields)

    def fetch(self, values: dict[str, Any]) -> list:
        filled = tuple(make(values) for make in self.params)  # type: ignore[misc]
        found = self.queryset.__class__(model=self.queryset.model, query=Filled(self, filled))  # type: ignore[arg-type]
        found._iterable_class = self.queryset._iterable_class
        found._prefetch_related_lookups = self.queryset._prefetch_related_lookups  # type: ignore[attr-defined]
        return list(found)


class Filled:
    """What a query set asks of its query when it is only read."""

    def __init__(self, compiled: Compiled, params: tuple) -> None:
        self.compiled, self.params = compiled, params

    def get_compiler(self, using: str, **_: Any) -> SQLCompiler:
        compiler = copy.copy(self.compiled.compiler)
        compiler.connection = connections[using]
        compiler.as_sql = lambda *_, **__: (self.compiled.sql, self.params)  # type: ignore[method-assign]
        compiler.get_converters = lambda _: self.compiled.converters  # type: ignore[method-assign]
        return compiler


def _hole(found: tuple, tries: list[dict[str, Any]]) -> Callable[[dict], Any] | None:
    """What makes a parameter of given values, from what it was in each try; None when it cannot be told."""
    [first, *others] = found
    if all(type(one) is type(first) and one == first for one in others):
        return lambda given: first
    adapters: list[Callable[[Any], Any]] = [*_adapters(), type(first)]
    for name in tries[0]:
        values = [values[name] for values in tries]
        for adapt in adapters:
            for moved in {timedelta(), _moved(values[0], first)}:
                if all(_same(adapt, value, moved, one) for value, one in zip(values, found, strict=True)):
                    return lambda given, name=name, adapt=adapt, by=moved: adapt(_at(given[name], by))
    return None


def _moved(value: Any, param: Any) -> timedelta:
    """How far the parameter lies from the value, when both are dates or moments."""
    if isinstance(param, str) and isinstance(value, date):
        moment = isinstance(value, datetime)
        read = parse_datetime(param) if moment else parse_date(param)
        param = read.replace(tzinfo=UTC) if moment and read else read  # type: ignore[call-arg, union-attr]
    return param - value if isinstance(value, date) and type(param) is type(value) else timedelta()


def _at(value: Any, moved: timedelta) -> Any:
    return value + moved if moved else value


def _same(adapt: Callable[[Any], Any], value: Any, moved: timedelta, param: Any) -> bool:
    try:
        adapted = adapt(_at(value, moved))
    except (TypeError, ValueError, AttributeError):
        return False
    return adapted == param and type(adapted) is type(param)


def _adapters() -> tuple[Callable[[Any], Any], ...]:
    """How this database is given a value, as the fields of Django give it."""
    operations = connections[DEFAULT_DB_ALIAS].ops
    return (lambda value: value, operations.adapt_datetimefield_value, operations.adapt_datefield_value)
