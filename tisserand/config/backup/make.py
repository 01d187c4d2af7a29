"""Make a backup while the site runs: rows of one instant, files that are at least as young, keys."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import connection

from tisserand.config.given import OURS
from tisserand.ui.storage import on_disk

from . import state
from .archive import FORMAT, Reader, Writer, pieces, table_member
from .snapshot import Snapshot, quoted, snapshot

Say = Callable[[str], None]
KEPT_SECRET = ("SECRET", "PASSWORD", "TOKEN", "KEY", "_URL")
TOLD_IN_FULL = ("TISSERAND_URL",)
OF_THIS_MACHINE = ("TISSERAND_DATA", "TISSERAND_BACKUP_DIR")
MANY = 100_000  # rows, from which a table is told by itself


class NotPrepared(Exception):
    """There is nothing to back up yet."""


@dataclass(frozen=True)
class Made:
    """What a backup holds: rows and files, bytes before compression, and files that rows name in vain."""

    rows: int
    files: int
    size: int
    missing: list[str]


def name_at(moment: datetime, what: str = "tisserand") -> str:
    return f"{what}-{moment:%Y-%m-%d-%H%M%S}.zip"


def to_file(path: Path, *, now: datetime, say: Say) -> Made:
    """Make a backup at `path`, read it again to be sure, and only then let it have its name.

    On disk when this returns. Only its owner may read it: keys are in it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    try:
        with open(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as out:
            made = write(out, now=now, say=say)
            out.flush()
            os.fsync(out.fileno())
        say("Checking what was written…")
        with Reader(part) as written:
            written.verify()
        part.replace(path)
        on_disk(path.parent)
    finally:
        part.unlink(missing_ok=True)
    return made


def write(out: BinaryIO, *, now: datetime, say: Say) -> Made:
    """Write a backup to anything that takes bytes. Raises NotPrepared when there are no tables yet."""
    if "django_migrations" not in connection.introspection.table_names():
        raise NotPrepared("There is no site here yet: its database has no tables.")
    connection.close()
    with Writer(out) as writer:
        with snapshot() as instant:
            applied = sorted(instant.ask("SELECT app, name FROM django_migrations"))
            tables = state.tables([(app, name) for app, name in applied])
            say(f"Reading {len(tables)} tables…")
            told = {table.name: _write_table(writer, instant, table, say) for table in tables}
            wanted = [name for table in tables for name in _files_named(instant, table)]
        for name, key in _keys():
            writer.add(f"keys/{name}", [key])
        say("Reading files…")
        files = sum(_write_file(writer, name, path) for name, path in _files())
        missing = sorted({name for name in wanted if f"files/{name}" not in writer.sums})
        writer.close(_manifest(now, applied, told, missing))
    return Made(sum(one["rows"] for one in told.values()), files, writer.size, missing)


def _write_table(writer: Writer, instant: Snapshot, table: state.Table, say: Say) -> dict[str, Any]:
    rows = writer.add(table_member(table.name), instant.rows(table))
    if rows >= MANY:
        say(f"  {table.name}: {rows:,} rows")
    return {"rows": rows, "columns": table.columns, "counter": instant.counter(table)}


def _files_named(instant: Snapshot, table: state.Table) -> Iterator[str]:
    for column in table.files:
        asked = f"SELECT {quoted(column)} FROM {quoted(table.name)} WHERE {quoted(column)} <> ''"  # noqa: S608
        yield from (name for (name,) in instant.ask(asked))


def _keys() -> Iterator[tuple[str, bytes]]:
    yield "secret-key", settings.SECRET_KEY.encode()
    for path in sorted((settings.DATA_DIR / "keys").glob("*")):
        yield path.name, path.read_bytes()


def _files() -> Iterator[tuple[str, Path]]:
    root = Path(settings.MEDIA_ROOT)
    for path in walk(root):
        yield path.relative_to(root).as_posix(), path


def walk(root: Path) -> Iterator[Path]:
    """The files under a folder. A line in a name would break our lists; no name we give has one."""
    for folder, _, names in os.walk(root):
        yield from (Path(folder, name) for name in sorted(names) if "\n" not in name)


def _write_file(writer: Writer, name: str, path: Path) -> bool:
    """Whether it was still there: a file may be deleted while we look."""
    try:
        with path.open("rb") as source:
            writer.add(f"files/{name}", pieces(source), compress=False)
    except FileNotFoundError:
        return False
    return True


def _manifest(now: datetime, applied: list, told: dict, missing: list[str]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "tisserand": version("tisserand"),
        "made_at": now.astimezone(UTC).isoformat(timespec="seconds"),
        "database": connection.vendor,
        "migrations": applied,
        "tables": told,
        "missing": missing,
        "settings": named_settings(),
    }


def named_settings() -> dict[str, str]:
    """The settings this site was given; of those that hold a secret, only that they were."""
    return {
        name: "(kept secret)" if name.endswith(KEPT_SECRET) and name not in TOLD_IN_FULL else value
        for name, value in sorted(settings.GIVEN.items())
        if name.startswith(OURS) and not name.endswith("_FILE") and name not in OF_THIS_MACHINE
    }
