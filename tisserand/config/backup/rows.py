r"""Rows as PostgreSQL's `COPY … TO` writes them (text format): a line each, tabs between, \N for nothing.

PostgreSQL reads and writes it by itself. For SQLite, whose columns hold other things (0 for false, moments
without a zone, microseconds for a duration), the values are turned here.
"""

import re
import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.utils.dateparse import parse_duration
from django.utils.duration import duration_microseconds, duration_string

NOTHING = r"\N"
_ESCAPES = str.maketrans(
    {"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r", "\b": r"\b", "\f": r"\f", "\v": r"\v"}
)
_ESCAPED = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}

_ESCAPE = re.compile(r"\\(.)", re.S)

Value = Any


def _six_digits(text: str) -> str:
    """SQLite compares moments as texts: the fraction of a second has six digits, or is not there."""
    whole, point, fraction = text.partition(".")
    return f"{whole}.{fraction:0<6}" if point else whole


def _interval(text: str) -> int:
    duration = parse_duration(text)
    if duration is None:
        raise ValueError(f"not a duration: {text!r}")
    return duration_microseconds(duration)


# From what SQLite holds to text, and back.
TO_TEXT: dict[str, Callable[[Value], str]] = {
    "bool": lambda value: "t" if value else "f",
    "moment": lambda value: f"{value}+00",
    "duration": lambda value: duration_string(timedelta(microseconds=value)),
    "bytes": lambda value: rf"\x{value.hex()}",
    "uuid": lambda value: str(uuid.UUID(value)),
    "text": str,
    "time": str,
}
FROM_TEXT: dict[str, Callable[[str], Value]] = {
    "bool": lambda text: int(text == "t"),
    "moment": lambda text: _six_digits(text.removesuffix("+00")),
    "duration": _interval,
    "bytes": lambda text: bytes.fromhex(text[2:]),
    "uuid": lambda text: uuid.UUID(text).hex,
    "text": str,
    "time": _six_digits,
}


def lines(rows: Iterable[tuple], kinds: Iterable[str]) -> str:
    """The rows that SQLite gave, as text."""
    writers = [TO_TEXT[kind] for kind in kinds]
    return "".join(
        "\t".join(
            NOTHING if value is None else write(value).translate(_ESCAPES)
            for value, write in zip(row, writers, strict=True)
        )
        + "\n"
        for row in rows
    )


def values(text: Iterable[str], kinds: Iterable[str]) -> Iterator[list[Value]]:
    """For SQLite, the rows of these lines. Raises ValueError when a line is not one of ours."""
    readers = [FROM_TEXT[kind] for kind in kinds]
    for line in text:
        cells = line.removesuffix("\n").split("\t")
        yield [
            None if cell == NOTHING else read(_plain(cell)) for cell, read in zip(cells, readers, strict=True)
        ]


def _plain(cell: str) -> str:
    if "\\" not in cell:
        return cell
    return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), cell)
