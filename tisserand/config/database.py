"""Whether the database answers, and what to say when it does not."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from django.conf import settings
from django.core.management.base import CommandError
from django.db import OperationalError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.abc import Buffer
from psycopg.adapt import Loader


@contextmanager
def apart(**changed) -> Iterator[BaseDatabaseWrapper]:
    """A connection of its own to the site's database, outside the pool, closed at the end.

    `changed` replaces settings of the connection; a dictionary is merged with what is there.
    """
    other = connections.create_connection("default")
    known = dict(other.settings_dict)
    options = {name: value for name, value in known["OPTIONS"].items() if name != "pool"}
    for name, value in {"OPTIONS": {}, **changed}.items():
        known[name] = {**options, **value} if name == "OPTIONS" else value
    other.settings_dict = known
    try:
        other.ensure_connection()
        yield other
    finally:
        other.close()


class Moment(Loader):
    """A time as PostgreSQL tells it to a connection that lives in UTC, read by the standard library: six
    times as fast as by Django's reader, and lists are full of times."""

    timezone = UTC  # by which Django knows whether it has to bring its own

    def load(self, data: Buffer) -> datetime:
        return datetime.fromisoformat(bytes(data).decode())


def read_moments() -> None:
    """Let every connection to PostgreSQL read times with `Moment`."""
    if connection.vendor == "postgresql":
        from django.db.backends.postgresql.psycopg_any import get_adapters_template

        get_adapters_template(settings.USE_TZ, connection.timezone).register_loader("timestamptz", Moment)


def must_answer() -> None:
    """Ask the database once, without the pool's patience. Raises OperationalError when it does not answer.

    In production, CommandError when what it acknowledges might not be on disk.
    """
    patience = {"connect_timeout": 5} if connection.vendor == "postgresql" else {}
    with apart(OPTIONS=patience) as probe:
        if settings.PRODUCTION and (what := broken_promise(probe)):
            raise CommandError(what)


def broken_promise(connection: BaseDatabaseWrapper) -> str:
    """Why a commit here may be lost with the power, and what to do; "" when it waits for the disk."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous")
            return "" if int(cursor.fetchone()[0]) >= 2 else _PROMISE.format("PRAGMA synchronous", "FULL")
        for name in ("synchronous_commit", "fsync", "full_page_writes"):
            cursor.execute(f"SHOW {name}")
            if cursor.fetchone()[0] == "off":
                return _PROMISE.format(name, "on")
    return ""


_PROMISE = (
    "The database does not wait for the disk ({0} is off): what a page says is saved would be lost with the "
    "power. Set {0} to {1}."
)


def trouble(problem: OperationalError) -> str:
    """What happened and what to do; where the database is, without its password."""
    known = settings.DATABASES["default"]
    where = known["NAME"]
    if known.get("HOST"):
        where = f"{known['HOST']}:{known['PORT'] or 5432}/{known['NAME']}"
    reason = (str(problem).strip() or type(problem).__name__).splitlines()[0]
    if "no such table" in reason or "no such column" in reason:
        return f"The database ({where}) is not up to date: {reason}. Run: tisserand prepare"
    return f"The database does not answer ({where}): {reason}\nIs it started, and is DATABASE_URL right?"
