"""What `make test` and `make check` run: everything the README promises, on a machine that has nothing.

    python tests/run.py [check] [unit] [postgresql] [service] [browser]     (all of them when none is named)

Finds or starts what the suites need (see needs.py). The last line it prints tells how many passed and
failed; the exit status is 0 when nothing failed.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from contextlib import ExitStack, suppress
from pathlib import Path

import psutil
from needs import (
    BIN,
    HOME,
    dovecot,
    find_chromium,
    find_nginx,
    postgresql,
    rabbitmq,
    redis,
    say,
)

from tisserand.config.translations import compile_translations

ROOT = Path(__file__).resolve().parent.parent
SUITE_SECONDS = 40 * 60
OUR_WORDS = ("TISSERAND_", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "DJANGO_SETTINGS_MODULE")


def environment(**more: str) -> dict[str, str]:
    """The environment of a suite: nothing of this machine's own site, data in a folder thrown away."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OUR_WORDS)}
    if kept.pop("PYTHONDONTWRITEBYTECODE", ""):
        # Hundreds of processes start in a run: each would compile all it imports, three seconds long.
        kept["PYTHONPYCACHEPREFIX"] = str(HOME / "bytecode")
    return (
        kept
        | {"TISSERAND_DATA": str(HOME / "var"), "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}
        | more
    )


def run(command: list[str], env: dict[str, str]) -> int:
    """Run, showing what it says; its exit status, or 1 when it takes too long."""
    say(f"\n── {' '.join(Path(word).name if word.startswith('/') else word for word in command)}")
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL)
    try:
        return process.wait(SUITE_SECONDS)
    except subprocess.TimeoutExpired:
        say(f"Stopped: longer than {SUITE_SECONDS // 60} minutes.")
        return 1
    finally:
        end(process)


def end(process: subprocess.Popen) -> None:
    """With all it has started; first let it tell what it found so far."""
    if process.poll() is not None:
        return
    started = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGINT)
    with suppress(subprocess.TimeoutExpired):
        process.wait(60)
    process.kill()
    for one in started:
        with suppress(psutil.NoSuchProcess):
            one.kill()
    process.wait()


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
    account.pytest(environment(), "-n", "2")


def on_postgresql(account: Account) -> None:
    with postgresql() as address:
        account.pytest(environment(DATABASE_URL=address), "-n", "2")


def service(account: Account) -> None:
    with ExitStack() as needs:
        address = needs.enter_context(postgresql())
        found = {
            "TISSERAND_TEST_POSTGRESQL": address,
            **needs.enter_context(redis()),
            **needs.enter_context(rabbitmq()),
            **find_nginx(),
            **needs.enter_context(dovecot()),
        }
        # Brokers are for many nodes, hence for PostgreSQL; everything else runs on what a laptop has.
        on_a_laptop = "not (job_engines and (redis or rabbitmq))"
        # A file keeps the servers it shares; the longest one comes first (see its conftest).
        in_parallel = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
        account.pytest(environment(**found), *in_parallel, "-m", "service", "-k", on_a_laptop)
        many_nodes = environment(DATABASE_URL=address, **found)
        account.pytest(many_nodes, "-n", "2", "-m", "service", "-k", "job_engines")


def browser(account: Account) -> None:
    # Each of the two has a company of its own: what is done in one does not show in the other.
    account.pytest(environment(**find_chromium()), "-n", "2", "-m", "browser")


SUITES = {"check": check, "unit": unit, "postgresql": on_postgresql, "service": service, "browser": browser}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in SUITES]
    if unknown:
        say(f"No such suite: {', '.join(unknown)}. There are: {', '.join(SUITES)}.")
        return 2
    compile_translations(ROOT / "tisserand")
    account, began, failing = Account(), time.monotonic(), []
    for name in names or SUITES:
        before, started = account.failed, time.monotonic()
        SUITES[name](account)
        say(f"── {name}: {(time.monotonic() - started) / 60:.1f} minutes")
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
