"""Many lines into the journal at once; a line already there is left as it is."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from tisserand.communities.models import Event

COLUMNS = ("community_id", "actor_id", "verb", "object_type", "object_id", "at", "detail", "source_key")


class Line(NamedTuple):
    community_id: int
    actor_id: int
    verb: str
    object_type: str
    object_id: str
    at: datetime
    detail: str  # JSON
    source_key: bytes


def keep(lines: Sequence[Line]) -> int:
    """Returns how many were not there before. In the order of their keys: neighbours share index pages."""
    if not lines:
        return 0
    lines = sorted(lines, key=lambda line: line.source_key)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL, [list(column) for column in zip(*lines, strict=True)])
        else:
            rows = [(*line[:5], line.at.replace(tzinfo=None).isoformat(" "), *line[6:]) for line in lines]
            cursor.executemany(_SQLITE, rows)
        return cursor.rowcount


_TABLE = Event._meta.db_table
_SQLITE = f"INSERT OR IGNORE INTO {_TABLE} ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"  # noqa: S608
_TYPES = ("bigint", "bigint", "text", "text", "text", "timestamptz", "jsonb", "bytea")
_ARRAYS = ", ".join(f"%s::{kind}[]" for kind in _TYPES)
_POSTGRESQL = (
    f"INSERT INTO {_TABLE} ({', '.join(COLUMNS)}) SELECT * FROM unnest({_ARRAYS}) "  # noqa: S608
    "ON CONFLICT (source_key) DO NOTHING"
)
