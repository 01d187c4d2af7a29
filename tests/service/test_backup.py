"""Backups of real sites, made while somebody writes, restored elsewhere, looked at by a visitor."""

import json
import re
import signal
import sys
import time
import zipfile
from pathlib import Path

import pytest

from tests.ports import free_port

from .conftest import DATABASES, ROOT
from .visitor import Visitor

pytestmark = pytest.mark.service
REHEARSAL = str(Path(__file__).parent / "rehearsal.py")


@pytest.fixture
def do(start):
    """`do(env, "backup", …)` runs a command to its end; what it said. `do(env, [script…])` a script."""

    def do(env, *words, status=0):
        process = start(*words, **site_of(env))
        assert process.popen.wait(120) == status, process.said()
        assert "Traceback" not in process.said(), process.said()
        return process.said()

    return do


def site_of(env):
    return {"DJANGO_SETTINGS_MODULE": "tisserand.config.settings", "PYTHONPATH": str(ROOT)} | env


@pytest.fixture
def rehearse(do):
    """`rehearse(env, "tell")`: what the script of that name prints, read."""
    return lambda env, act: json.loads(do(env, [sys.executable, REHEARSAL, act]).splitlines()[-1])


@pytest.fixture
def living(new_site, rehearse):
    """`living("sqlite")`: the environment of a company full of life, and where to look in it."""

    def living(vendor):
        env = new_site(vendor)
        return env, rehearse(env, "live")

    return living


def rows_of(path):
    with zipfile.ZipFile(path) as archive:
        return {
            name: sorted(archive.read(name).splitlines())
            for name in archive.namelist()
            if name.startswith(("tables/", "files/")) and not name.startswith("tables/config_pulse")
        }


@pytest.mark.parametrize(("here", "there"), [("sqlite", "sqlite"), ("postgresql", "postgresql")])
def test_a_backup_made_while_people_write_brings_the_site_back(
    living, new_database, start, do, rehearse, tmp_path, here, there
):
    env, place = living(here)
    writer = start([sys.executable, REHEARSAL, "write"], **site_of(env))
    time.sleep(1.5)
    while len(writer.said().split()) < 20:
        time.sleep(0.05)
    before = writer.said().split()[:-1]  # its last line may be half written
    said = do(env, "backup", "--to", str(tmp_path / "one.zip"))
    writer.popen.send_signal(signal.SIGKILL)
    assert len(writer.said().split()) > len(before)
    assert ("Missing" in said, (tmp_path / "one.zip").stat().st_mode & 0o77) == (False, 0)

    other = new_database(there)
    assert "Restored: the site as it was at" in do(other, "restore", str(tmp_path / "one.zip"))
    told = rehearse(other, "tell")
    assert (told["torn"], told["gone"], told["unfound"]) == (0, [], [])
    kept = {str(json.loads(row)["id"]) for row in told["rows"]["conversations.Post"]}
    assert set(before) - kept == set()
    do(other, "backup", "--to", str(tmp_path / "two.zip"))
    assert rows_of(tmp_path / "two.zip") == rows_of(tmp_path / "one.zip")
    visit(start, other, place, tmp_path)


def visit(start, env, place, tmp_path):
    """Amina comes back by the link she had been sent, reads the thread, opens her file, replies."""
    port = free_port()
    site = start("serve", "--port", str(port), **env)
    site.wait_until_it_says("Tisserand is ready")
    amina = Visitor(f"http://127.0.0.1:{port}")
    link = place["link"].removeprefix("http://127.0.0.1:8000")
    assert amina.post(amina.get(link), link).status == 200
    page = amina.get(place["thread"])
    assert (page.status, place["words"] in page.text) == (200, True)
    assert amina.get(place["file"]).content == bytes(range(256)) * 500
    page = amina.post(page, f"{place['thread']}replies/", text="Back again, and glad.")
    assert (page.status, "Back again, and glad." in page.text) == (200, True)
    assert site.stop()[0] == 0


@pytest.mark.parametrize(("here", "there"), [("sqlite", "postgresql"), ("postgresql", "sqlite")])
def test_a_site_moves_from_one_database_to_the_other(
    living, new_database, do, rehearse, tmp_path, here, there
):
    env, _ = living(here)
    do(env, "backup", "--to", str(tmp_path / "one.zip"))
    other = new_database(there)
    do(other, "restore", str(tmp_path / "one.zip"))
    told = rehearse(other, "tell")
    assert told == rehearse(env, "tell")
    assert told["unfound"] == []


@pytest.mark.parametrize("vendor", DATABASES)
def test_people_are_not_overwritten_unless_asked_and_are_kept_then(
    living, start, do, rehearse, tmp_path, vendor
):
    env, _ = living(vendor)
    whole, cut = tmp_path / "whole.zip", tmp_path / "cut.zip"
    do(env, "backup", "--to", str(whole))
    first = rehearse(env, "tell")

    clock = start("clock", **env)
    while not rehearse(env, "tell")["rows"]["config.Beat"]:
        assert clock.popen.poll() is None, clock.said()
    assert "top the site first" in do(env, "restore", str(whole), "--replace", status=1)
    assert clock.stop()[0] == 0

    second = rehearse(env, "more")
    erased = second.pop("erased")
    assert "People live here already" in do(env, "restore", str(whole), status=1)
    cut.write_bytes(whole.read_bytes()[:-100])
    assert "is not a whole backup of Tisserand" in do(env, "restore", str(cut), "--replace", status=1)

    for moment in ("Bringing the database", "Restoring files"):
        restoring = start("restore", str(whole), "--replace", PYTHONUNBUFFERED="1", **env)
        restoring.wait_until_it_says(moment)
        restoring.popen.kill()
        restoring.popen.wait()
        left = rehearse(env, "tell")  # the step itself may have been taken before the end came
        assert left in (second, first)

    said = do(env, "restore", str(whole), "--replace")
    assert rehearse(env, "tell") == first
    assert (f"here again: people {erased}." in said) == (left == second)
    data = Path(env["TISSERAND_DATA"])
    files = {str(path.relative_to(data)) for path in (data / "files").rglob("*") if path.is_file()}
    with zipfile.ZipFile(whole) as kept:
        assert files == {name for name in kept.namelist() if name.startswith("files/")}
    assert files
    do(env, "restore", re.search(r"What was here before is in (.+)\.$", said, re.M)[1], "--replace")
    assert rehearse(env, "tell") == left
    assert list(Path(env["TISSERAND_DATA"]).rglob("*.restoring*")) == []


@pytest.mark.parametrize("vendor", DATABASES)
def test_a_backup_of_an_earlier_version_is_brought_up_to_date(
    new_site, new_database, do, rehearse, tmp_path, vendor
):
    then, now, file = new_site(vendor), new_database(vendor), str(tmp_path / "then.zip")
    newer = {"DJANGO_SETTINGS_MODULE": "tests.service.newer.settings"}
    rehearse(then | newer, "earlier")
    do(then | newer, "backup", "--to", file)
    do(now | newer, "restore", file)
    assert rehearse(now | newer, "wishes") == [[1, "a good year", "A GOOD YEAR"]]
    assert "newer.0001_begin" in do(new_database(vendor), "restore", file, status=1)
