"""Put a site back from its backup: all of it, or nothing has changed."""

import hashlib
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from tisserand.privacy.models import Erasure
from tisserand.ui.storage import on_disk

from . import make, state
from .archive import Reader, table_member
from .aside import Aside, aside
from .snapshot import quoted

Say = Callable[[str], None]
SECRET = "keys/secret-key"  # noqa: S105 (its name in the archive)


class CannotRestore(Exception):
    """Nothing has been changed; the message says why, and what to do."""


@dataclass(frozen=True)
class Restored:
    """What the backup says of itself; whether the site is given another key than the one it was made with;
    whether what was here is kept; the numbers of the people who had been erased here since."""

    manifest: dict[str, Any]
    other_key: bool
    kept: bool
    erased: list[int]


def restore(path: Path, *, replace: bool, former: Path, now: datetime, say: Say) -> Restored:
    """Make this site what it was when `path` was made, then bring it up to date.

    The file is read to its end first. With `replace`, a site that has people is kept as a backup at
    `former` before it gives its place. Raises Damaged, InUse or CannotRestore: nothing has changed then.
    The one step that counts is the database's; files are there before it, and the former ones go after.
    """
    with Reader(path) as archive:
        say("Checking the backup…")
        archive.verify()
        tables, place = _known_tables(archive), aside()
        place.must_be_alone()
        inhabited = _has_people()
        if inhabited and not replace:
            raise CannotRestore(
                "People live here already, and would be lost. To put the backup in their place, "
                "add --replace: what is here is then kept in a backup of its own."
            )
        _must_fit(archive)
        erased = _erased_since(datetime.fromisoformat(archive.manifest["made_at"])) if inhabited else []
        if inhabited:
            _keep(former, now, say)
        try:
            with place.here():
                _fill(place, archive, tables, say)
            _bring_files(archive, say)
            place.take_its_place()
        except BaseException:
            place.forget()
            raise
        other_key = _bring_keys(archive)
        if inhabited:
            _leave_only(set(archive.names("files")))
        return Restored(archive.manifest, other_key, inhabited, erased)


def _known_tables(archive: Reader) -> list[state.Table]:
    try:
        tables = state.tables([(app, name) for app, name in archive.manifest["migrations"]])
    except state.Unknown as unknown:
        raise CannotRestore(
            f"This backup was made by Tisserand {archive.manifest['tisserand']}, which knows changes of the "
            f"database that this version does not ({unknown}). Restore it with that version or a newer one."
        ) from None
    gone = {name for names in state.FORMER.values() for name in names}
    told = {name: one["columns"] for name, one in archive.manifest["tables"].items() if name not in gone}
    if {table.name: table.columns for table in tables} != told:
        raise CannotRestore("The tables of this backup are not those that its own migrations make.")
    return tables


def _has_people() -> bool:
    """Whether anybody with a name or an address is here; the table may be of any version."""
    try:
        if "people_person" not in connection.introspection.table_names():
            return False
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM people_person WHERE email IS NOT NULL OR given_name <> ''")
            return bool(cursor.fetchone()[0])
    finally:
        connection.close()


def _erased_since(moment: datetime) -> list[int]:
    """The numbers of those erased after it, here; the table may be of any version."""
    try:
        if Erasure._meta.db_table not in connection.introspection.table_names():
            return []
        done = Erasure.objects.filter(done_at__gt=moment).order_by("person_id")
        return list(done.values_list("person_id", flat=True))
    finally:
        connection.close()


def _must_fit(archive: Reader) -> None:
    free = shutil.disk_usage(settings.DATA_DIR).free
    if archive.size > free:
        raise CannotRestore(
            f"It takes {archive.size / 1e9:.1f} GB in {settings.DATA_DIR}; {free / 1e9:.1f} are free."
        )


def _keep(former: Path, now: datetime, say: Say) -> None:
    say(f"Keeping what is here in {former}…")
    try:
        make.to_file(former, now=now, say=lambda text: None)
    except state.Unknown as unknown:
        raise CannotRestore(
            f"What is here belongs to a newer version of Tisserand ({unknown}), and this one cannot keep it. "
            "Move that database away first (docs/upgrade.md says how)."
        ) from None


def _fill(place: Aside, archive: Reader, tables: list[state.Table], say: Say) -> None:
    then = state.last_of_each_app((app, name) for app, name in archive.manifest["migrations"])
    MigrationExecutor(connection).migrate(then)
    say(f"Restoring {len(tables)} tables…")
    try:
        ties = place.unbind()
        for table in tables:
            _fill_table(place, archive, table, say)
        place.bind(ties)
    except (DatabaseError, ValueError) as problem:
        raise CannotRestore(f"The rows of this backup do not fit: {problem}") from problem
    say("Bringing the database up to date…")
    call_command("migrate", interactive=False, verbosity=0)


def _fill_table(place: Aside, archive: Reader, table: state.Table, say: Say) -> None:
    told = archive.manifest["tables"][table.name]
    if told["rows"] >= make.MANY:
        say(f"  {table.name}: {told['rows']:,} rows")
    with archive.open(table_member(table.name)) as member:
        place.load(table, member)
    if told["counter"]:
        place.set_counter(table, told["counter"])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {quoted(table.name)}")  # noqa: S608
        found = cursor.fetchone()[0]
    if found != told["rows"]:
        raise CannotRestore(f"{table.name}: {told['rows']} rows in the backup, {found} restored.")


def _bring_files(archive: Reader, say: Say) -> None:
    """Add the files. Their names are drawn at random: what is here already is not disturbed."""
    say("Restoring files…")
    for name in archive.names("files"):
        target = Path(settings.MEDIA_ROOT) / name.removeprefix("files/")
        if not target.exists() or _digest(target) != archive.sums[name]:
            _bring(archive, name, target)


def _bring(archive: Reader, name: str, target: Path, mode: int = 0o644) -> None:
    """Put a member where it belongs, whole or not at all, and on disk."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".restoring")
    with (
        archive.open(name) as source,
        open(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, mode), "wb") as out,
    ):
        shutil.copyfileobj(source, out)
        out.flush()
        os.fsync(out.fileno())
    part.replace(target)
    on_disk(target.parent)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _bring_keys(archive: Reader) -> bool:
    """Put the keys back. True when the site is given another key by its settings: they have the last word."""
    for name in archive.names("keys"):
        if name != SECRET:
            _bring(archive, name, settings.DATA_DIR / name, 0o600)
    if settings.SECRET_KEY_GIVEN:
        return archive.zip.read(SECRET).decode() != settings.SECRET_KEY
    _bring(archive, SECRET, settings.DATA_DIR / "secret-key", 0o600)
    return False


def _leave_only(members: set[str]) -> None:
    """Remove the files of the former site: they are in its backup."""
    root = Path(settings.MEDIA_ROOT)
    for path in make.walk(root):
        if f"files/{path.relative_to(root).as_posix()}" not in members:
            path.unlink()
