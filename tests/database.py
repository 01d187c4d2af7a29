"""The database of the tests: made once by the migrations, then copied; emptied of what was written, no more.

A plug-in of the root conftest.py: what pytest-django does, quicker.
"""

import fcntl
import hashlib
import shutil
import sqlite3
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase

ROOT = Path(__file__).resolve().parent.parent
# All that decides of what a new database holds: one byte changed there, and it is made again.
DECIDES = ["requirements/dev.txt", "tisserand/config/settings.py", "tisserand/search/terms_index.py"]
DECIDES += ["tisserand/**/migrations/*.py", "tisserand/**/models.py", "tisserand/**/models/*.py"]
# What Django itself writes after the migrations, and no test changes.
KEPT = {"django_content_type", "auth_permission", "django_migrations"}


def deciding():
    return sorted({path for pattern in DECIDES for path in ROOT.glob(pattern)})


def kept_in(cache):
    """Where a file lies, or will, that has the tables and nothing else."""
    told = hashlib.sha256(b"".join(path.read_bytes() for path in deciding())).hexdigest()
    return cache.mkdir("tables") / f"{told[:24]}.sqlite3"


def begin_with_tables(cache, data):
    """The data folder of a site whose migrations have run, if those of the tests have been kept."""
    data.mkdir()
    if (kept := kept_in(cache)).exists():
        shutil.copy(kept, data / "tisserand.sqlite3")


class Tables:
    """SQLite in a file, as in life: in shared memory a second thread is refused instead of waiting.

    A copy of the file that the migrations made last time, if `known`. Who comes first makes it, and the
    others wait until it is kept: they would only do the same.
    """

    def __init__(self, cache, file):
        self.file, self.kept = file, kept_in(cache)
        self.lock = self.kept.with_name("lock").open("w")
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        if known := self.kept.exists():
            shutil.copy(self.kept, file)
            self.lock.close()
        self.known = known

    def keep(self):
        if self.known:
            return
        for former in self.kept.parent.glob("*.sqlite3"):
            former.unlink()
        half = self.kept.with_suffix(".half")
        with sqlite3.connect(self.file) as made, sqlite3.connect(half) as copy:
            made.backup(copy)
        copy.close()
        half.rename(self.kept)
        self.lock.close()


@pytest.fixture(scope="session")
def tables(request, tmp_path_factory):
    if connection.vendor == "sqlite":
        file = tmp_path_factory.mktemp("database") / "test.sqlite3"
        return Tables(request.config.cache, file)
    return None


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tables):
    if tables:
        connection.settings_dict["TEST"]["NAME"] = str(tables.file)


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb, tables):
    """The migrations then find nothing to do."""
    return tables.known if tables else django_db_keepdb


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, tables):
    if tables:
        tables.keep()


@pytest.fixture(autouse=True, scope="session")
def only_what_was_written_is_deleted():
    """Django empties every table between two tests that commit, in PostgreSQL by a TRUNCATE of them all
    (seconds of disk), then makes kinds of content and permissions once more."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty)
        yield


def empty(_test=None):
    """Leave no row of ours; foreign keys are looked at once all is gone."""
    name = connection.ops.quote_name
    known = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with transaction.atomic(), connection.cursor() as cursor:
        asked = (f"SELECT '{one}' WHERE EXISTS (SELECT 1 FROM {name(one)})" for one in known)
        cursor.execute(" UNION ALL ".join(asked))
        for (table,) in cursor.fetchall():
            if table not in KEPT:
                cursor.execute(f"DELETE FROM {name(table)}")
