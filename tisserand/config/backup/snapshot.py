"""The database at one instant, while others go on writing: read once, table by table, a piece at a time."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection

from tisserand.config.database import apart

from .rows import lines
from .state import Table

ROWS_AT_ONCE = 500
BULK = 256 * 1024  # bytes
ALWAYS_THE_SAME = """
    SET LOCAL datestyle = 'ISO'; SET LOCAL timezone = 'UTC'; SET LOCAL intervalstyle = 'postgres';
    SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 3; SET LOCAL client_encoding = 'UTF8'
"""


def in_bulk(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in larger pieces: PostgreSQL gives one for each row."""
    held, size = [], 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size > BULK:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


def quoted(*names: str) -> str:
    return ", ".join(map(connection.ops.quote_name, names))


class Snapshot:
    """What the database held when this began. `ask` runs a question, `rows` gives a table as COPY text."""

    def ask(self, sql: str) -> Iterable[tuple]:
        raise NotImplementedError

    def rows(self, table: Table) -> Iterator[bytes]:
        raise NotImplementedError

    def counter(self, table: Table) -> int:
        """The highest number the database has given in this table so far, deleted rows included."""
        raise NotImplementedError


class _SQLite(Snapshot):
    def __init__(self, database: sqlite3.Connection) -> None:
        self.database = database

    def ask(self, sql: str) -> Iterable[tuple]:
        return self.database.execute(sql)

    def rows(self, table: Table) -> Iterator[bytes]:
        found = self.database.execute(f"SELECT {quoted(*table.columns)} FROM {quoted(table.name)}")  # noqa: S608
        while some := found.fetchmany(ROWS_AT_ONCE):
            yield lines(some, table.columns.values()).encode()

    def counter(self, table: Table) -> int:
        found = self.database.execute(
            "SELECT seq FROM sqlite_sequence WHERE name = ?", [table.name]
        ).fetchone()
        return int(found[0]) if found and table.counter else 0


class _PostgreSQL(Snapshot):
    def __init__(self, cursor) -> None:
        self.cursor = cursor

    def ask(self, sql: str) -> Iterable[tuple]:
        self.cursor.execute(sql)
        return self.cursor

    def rows(self, table: Table) -> Iterator[bytes]:
        select = f"SELECT {quoted(*table.columns)} FROM {quoted(table.name)}"  # noqa: S608
        with self.cursor.copy(f"COPY ({select}) TO STDOUT") as pieces:
            yield from in_bulk(pieces)

    def counter(self, table: Table) -> int:
        if not table.counter:
            return 0
        self.cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [quoted(table.name), table.counter])
        (sequence,) = self.cursor.fetchone()
        self.cursor.execute(f"SELECT last_value, is_called FROM {sequence}")  # noqa: S608
        last, used = self.cursor.fetchone()
        return last if used else 0


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    """The site's database now. Writers are not held up, nor is anything of theirs seen from here on."""
    if connection.vendor == "sqlite":
        database = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, timeout=30)
        try:
            database.execute("BEGIN")
            database.execute("SELECT count(*) FROM sqlite_master").fetchone()  # from here on it stands still
            yield _SQLite(database)
        finally:
            database.close()
        return
    with apart() as other:
        cursor = other.connection.cursor()
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute(ALWAYS_THE_SAME)
        cursor.execute("SELECT 1")  # the instant is that of the first question
        yield _PostgreSQL(cursor)
