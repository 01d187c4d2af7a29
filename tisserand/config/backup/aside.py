"""A database made beside the site's own, which takes its place in one step once it is whole.

On SQLite it is a file, and the step is a rename. On PostgreSQL it is a schema, and the step a transaction.
"""

import io
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.db import connection, connections

from tisserand.config.database import apart
from tisserand.ui.storage import on_disk

from .archive import pieces
from .rows import values
from .snapshot import quoted
from .state import Table

# SQLite may forget everything until the end: nobody reads this file before it is whole and on disk.
FAST = "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA foreign_keys=OFF"


class InUse(Exception):
    """Somebody is connected to the database; the message says who, and what to do."""


class Aside:
    """`here()` makes it, empty, and for as long as it lasts it is what `django.db.connection` means."""

    def here(self):
        raise NotImplementedError

    def forget(self) -> None:
        """Remove what was made aside, if anything."""
        raise NotImplementedError

    def must_be_alone(self) -> None:
        """Raise InUse when somebody else is connected to the site's own database."""
        raise NotImplementedError

    def unbind(self) -> Iterable[str]:
        """Let rows come in any order; returns what `bind` needs."""
        raise NotImplementedError

    def bind(self, ties: Iterable[str]) -> None:
        """Hold rows to each other again. Raises IntegrityError when they do not fit."""
        raise NotImplementedError

    def load(self, table: Table, member: IO[bytes]) -> None:
        """Replace the rows of a table by those of its member in the archive."""
        raise NotImplementedError

    def set_counter(self, table: Table, last: int) -> None:
        """The database numbers the next row of this table above `last`."""
        raise NotImplementedError

    def take_its_place(self) -> None:
        """In one step, or not at all: become the site's database. What was there is gone."""
        raise NotImplementedError


def aside() -> Aside:
    return AsideSQLite() if connection.vendor == "sqlite" else AsidePostgreSQL()


@contextmanager
def _meant(**changed) -> Iterator[None]:
    """While inside, `django.db.connection` is another connection to the database that `changed` names."""
    own = connections["default"]
    own.close()
    with apart(**changed) as other:
        connections["default"] = other
        try:
            yield
        finally:
            connections["default"] = own


class AsideSQLite(Aside):
    def __init__(self) -> None:
        self.home = Path(connection.settings_dict["NAME"])
        self.file = self.home.with_name(self.home.name + ".restoring")

    @contextmanager
    def here(self) -> Iterator[None]:
        self.forget()
        with _meant(NAME=str(self.file), OPTIONS={"init_command": FAST}):
            yield

    def forget(self) -> None:
        for ending in ("", "-journal", "-wal", "-shm"):
            self.file.with_name(self.file.name + ending).unlink(missing_ok=True)

    def must_be_alone(self) -> None:
        connection.close()
        if not self.home.exists():
            return
        own = sqlite3.connect(self.home, timeout=1)
        try:
            # Leaving WAL is granted to whoever is alone, and leaves everything in the one file.
            (mode,) = own.execute("PRAGMA journal_mode=DELETE").fetchone()
        except sqlite3.OperationalError:
            mode = "wal"
        finally:
            own.close()
        if mode == "wal":
            raise InUse(f"Another program has {self.home} open: stop the site first.")

    def unbind(self) -> Iterable[str]:
        connection.disable_constraint_checking()
        return ()

    def bind(self, ties: Iterable[str]) -> None:
        connection.check_constraints()

    def load(self, table: Table, member: IO[bytes]) -> None:
        lines = io.TextIOWrapper(member, encoding="utf-8", newline="\n")
        marks = ", ".join("?" * len(table.columns))
        insert = f"INSERT INTO {quoted(table.name)} ({quoted(*table.columns)}) VALUES ({marks})"  # noqa: S608
        raw = connection.connection
        with connection.wrap_database_errors:
            raw.execute("BEGIN")
            raw.execute(f"DELETE FROM {quoted(table.name)}")  # noqa: S608
            raw.executemany(insert, values(lines, table.columns.values()))
            raw.execute("COMMIT")

    def set_counter(self, table: Table, last: int) -> None:
        raw = connection.connection
        changed = raw.execute(
            "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", [last, table.name]
        )
        if not changed.rowcount:
            raw.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [table.name, last])

    def take_its_place(self) -> None:
        on_disk(self.file)
        self.must_be_alone()
        self.file.replace(self.home)
        on_disk(self.home.parent)


class AsidePostgreSQL(Aside):
    def __init__(self) -> None:
        with apart() as own, own.cursor() as cursor:
            cursor.execute("SELECT current_schema()")
            self.home = cursor.fetchone()[0]
        self.schema = f"{self.home}_restoring"

    @contextmanager
    def here(self) -> Iterator[None]:
        self.forget()
        with apart() as own, own.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA {quoted(self.schema)}")
        before = connection.settings_dict["OPTIONS"].get("options", "")
        with _meant(OPTIONS={"options": f"{before} -c search_path={quoted(self.schema)}".strip()}):
            yield

    def forget(self) -> None:
        with apart() as own, own.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {quoted(self.schema)} CASCADE")

    def must_be_alone(self) -> None:
        connection.close()
        connections["default"].close_pool()
        with apart() as own, own.cursor() as cursor:
            cursor.execute(
                "SELECT pid, coalesce(nullif(application_name, ''), usename) FROM pg_stat_activity"
                " WHERE datname = current_database() AND usename IS NOT NULL AND pid <> pg_backend_pid()"
            )
            others = [f"{name} (process {pid})" for pid, name in cursor.fetchall()]
        if others:
            raise InUse(f"Others are connected to the database: {', '.join(others)}. Stop the site first.")

    def unbind(self) -> Iterable[str]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT conrelid::regclass, quote_ident(conname), pg_get_constraintdef(oid)"
                " FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
            )
            ties = cursor.fetchall()
            for table, name, _ in ties:
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        return [f"ALTER TABLE {table} ADD CONSTRAINT {name} {rule}" for table, name, rule in ties]

    def bind(self, ties: Iterable[str]) -> None:
        with connection.cursor() as cursor:
            for tie in ties:
                cursor.execute(tie)

    def load(self, table: Table, member: IO[bytes]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET intervalstyle = 'postgres'; SET datestyle = 'ISO'; SET timezone = 'UTC'")
            cursor.execute(f"DELETE FROM {quoted(table.name)}")  # noqa: S608
            copy = f"COPY {quoted(table.name)} ({quoted(*table.columns)}) FROM STDIN"
            with cursor.copy(copy) as target:
                for piece in pieces(member):
                    target.write(piece)

    def set_counter(self, table: Table, last: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s)", (quoted(table.name), table.counter, last)
            )

    def take_its_place(self) -> None:
        self.must_be_alone()
        with apart() as own, own.cursor() as cursor:
            cursor.execute("BEGIN")
            fresh = self._tables(cursor, self.schema)
            former = [name for name in self._tables(cursor, self.home) if name in fresh]
            if former:
                cursor.execute(f"DROP TABLE {', '.join(f'{quoted(self.home)}.{quoted(t)}' for t in former)}")
            for name in fresh:
                cursor.execute(
                    f"ALTER TABLE {quoted(self.schema)}.{quoted(name)} SET SCHEMA {quoted(self.home)}"
                )
            cursor.execute(f"DROP SCHEMA {quoted(self.schema)}")
            cursor.execute("COMMIT")

    @staticmethod
    def _tables(cursor, schema: str) -> list[str]:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", [schema])
        return [name for (name,) in cursor.fetchall()]
