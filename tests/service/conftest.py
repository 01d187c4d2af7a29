"""Real processes for the service tests. Everything started here ends here."""

import itertools
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest

from tests.database import begin_with_tables

ROOT = Path(__file__).resolve().parents[2]
# Seconds for what takes five on a machine of its own: others may be at work on this one.
AT_EASE = 20
TISSERAND = str(Path(sys.executable).parent / "tisserand")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """The longest file first, or one of two workers would wait for the other at the end."""
    items.sort(key=lambda item: item.path.name != "test_backup.py")


class Process:
    """A command that runs beside the test; `said()` is all it printed so far."""

    def __init__(self, command, log, **env):
        self.log, self.port = log, env.pop("port", None)
        inherited = {
            k: v for k, v in os.environ.items() if not k.startswith(("TISSERAND_", "DATABASE_URL", "PYTEST"))
        }
        self.popen = subprocess.Popen(
            command,
            cwd=ROOT,
            env=inherited | env,
            stdin=subprocess.DEVNULL,
            stdout=log.open("w"),
            stderr=subprocess.STDOUT,
        )

    def said(self):
        return self.log.read_text()

    def wait_until_it_says(self, text, seconds=90):
        deadline = time.monotonic() + seconds
        while text not in self.said():
            assert self.popen.poll() is None, f"it ended:\n{self.said()}"
            assert time.monotonic() < deadline, f"never said {text!r}:\n{self.said()}"
            time.sleep(0.05)

    def stop(self, signum=signal.SIGTERM, seconds=60):
        """Ask it to end; its exit status and how long it took."""
        began = time.monotonic()
        self.popen.send_signal(signum)
        return self.popen.wait(seconds), time.monotonic() - began

    def kill(self):
        """kill -9, with the processes it has started, as the supervisor of a service does."""
        if self.popen.poll() is None:
            for one in [*psutil.Process(self.popen.pid).children(recursive=True), self.popen]:
                one.kill()
            self.popen.wait()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def starting(folder):
    """`start` of below, until the end of the block; the data lie in `folder`."""
    processes = []

    def start(*words, data="var", **env):
        command = list(words[0]) if isinstance(words[0], list) else [TISSERAND, *words]
        env.setdefault("TISSERAND_DATA", str(folder / data))
        processes.append(Process(command, folder / f"log-{len(processes)}", **env))
        return processes[-1]

    try:
        yield start
    finally:
        for process in processes:
            process.kill()


@pytest.fixture
def start(tmp_path):
    """`start("serve", …)` runs a `tisserand` command on data of its own; `start([…])` any command."""
    with starting(tmp_path) as start:
        yield start


NUMBERS = itertools.count(1)
DATABASES = ["sqlite", "postgresql"]


class Prepared:
    """What a first start makes of nothing, the tables and the static files: made once in this process, then
    copied for each test whose matter is something else."""

    def __init__(self, folder, cache):
        self.folder, self.cache, self.template = folder / "prepared", cache, ""

    def lay(self, data):
        """The data of a site that was prepared and has served nobody; its secret is its own."""
        if not self.folder.exists():
            begin_with_tables(self.cache, self.folder)
            self._prepare(TISSERAND_DATA=str(self.folder))
        shutil.copytree(self.folder, data, ignore=shutil.ignore_patterns("secret-key"), dirs_exist_ok=True)

    def create(self, name):
        """The same in PostgreSQL."""
        if not self.template:
            self.template = f"tisserand_{os.getpid()}_prepared"
            rule(f"CREATE DATABASE {self.template}")
            self._prepare(TISSERAND_DATA=str(self.folder), DATABASE_URL=address_of(self.template))
        rule(f"CREATE DATABASE {name} TEMPLATE {self.template}")

    def _prepare(self, **env):
        made = Process([TISSERAND, "prepare"], self.folder.with_name("log"), **env)
        assert made.popen.wait(300) == 0, made.said()

    def end(self):
        if self.template:
            rule(f"DROP DATABASE IF EXISTS {self.template} WITH (FORCE)")


@pytest.fixture(scope="session")
def prepared(request, tmp_path_factory):
    """`prepared.lay(folder)`: what `tisserand prepare` makes there."""
    prepared = Prepared(tmp_path_factory.mktemp("prepared"), request.config.cache)
    yield prepared
    prepared.end()


def address_of(name):
    server = os.environ.get("TISSERAND_TEST_POSTGRESQL", "postgres://postgres@127.0.0.1:5432/postgres")
    return f"{server.rpartition('/')[0]}/{name}"


def rule(statement):
    with psycopg.connect(address_of("postgres"), autocommit=True) as connection:
        connection.execute(statement)


@contextmanager
def databases(folder, prepared=None):
    """`new_database` of below, until the end of the block; with `prepared`, `new_site`."""
    made = []

    def new_database(vendor):
        name = f"tisserand_{os.getpid()}_{next(NUMBERS)}"
        env = {"TISSERAND_DATA": str(folder / name)}
        if prepared:
            prepared.lay(folder / name)
        if vendor == "postgresql":
            made.append(name)
            prepared.create(name) if prepared else rule(f"CREATE DATABASE {name}")
            env["DATABASE_URL"] = address_of(name)
        return env

    try:
        yield new_database
    finally:
        for name in made:
            rule(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def new_database(tmp_path):
    """`new_database("postgresql")`: the environment of a site on an empty database and data of its own."""
    with databases(tmp_path) as new_database:
        yield new_database


@pytest.fixture
def new_site(tmp_path, prepared):
    """`new_site("postgresql")`: the same, of a site that has been prepared."""
    with databases(tmp_path, prepared) as new_site:
        yield new_site
