"""What is acknowledged is on disk first: the system calls of a real site, in the order it makes them."""

import json
import re
import shutil
import subprocess
import sys
import time

import psutil
import pytest

from tests.ports import free_port

from .conftest import ROOT
from .test_chaos import SITE
from .visitor import Visitor

pytestmark = pytest.mark.service


@pytest.fixture
def traced(tmp_path):
    """`traced(pid)` notes what this process and its children write to disk and to sockets; `.told()`."""
    tracers, log = [], tmp_path / "calls"

    def traced(pid):
        calls = "trace=fsync,fdatasync,write,writev,sendto,sendmsg"
        watched = [
            str(one.pid) for one in [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
        ]
        command = ["strace", "-f", "-y", "-s", "40", "-e", calls, "-o", str(log), "-p", ",".join(watched)]
        tracers.append(subprocess.Popen(command, stderr=subprocess.PIPE, text=True))
        assert "attached" in tracers[0].stderr.readline()
        time.sleep(0.5)
        return log.read_text

    yield traced
    for tracer in tracers:
        tracer.terminate()
        tracer.wait(20)


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_a_reply_and_its_file_are_on_disk_before_the_page_says_so(start, new_site, traced):
    env = new_site("sqlite") | {
        "DJANGO_SETTINGS_MODULE": "tisserand.config.settings",
        "PYTHONPATH": str(ROOT),
    }
    making = start([sys.executable, SITE, "make"], **env)
    assert making.popen.wait(120) == 0, making.said()
    place = json.loads(making.said().splitlines()[-1])
    port = free_port()
    site = start(
        "web", "--port", str(port), "--workers", "1", **env
    )  # without a worker: all it syncs is ours
    writer = Visitor(f"http://127.0.0.1:{port}", session=place["writers"][0])
    page = wait_for_page(writer, place["threads"][0])
    told = traced(site.popen.pid)
    sheet = [("files", "odds.txt", b"even so")]
    answer = writer.post(page, f"{place['threads'][0]}replies/", files=sheet, text="On disk?")
    assert (answer.status, "odds.txt" in answer.text) == (200, True)
    calls = told()[: told().index("HTTP/1.1 302")].splitlines()
    order = [what for call in calls for what, pattern in SAFE.items() if re.search(pattern, call)]
    assert order[:3] == ["the file", "its folder", "the folder above"]
    assert (set(order[3:]), len(order) > 3) == ({"the database"}, True)


def wait_for_page(visitor, address, seconds=90):
    deadline = time.monotonic() + seconds
    while True:
        try:
            return visitor.get(address)
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.1)


SAFE = {
    "the file": r"fsync\(\d+</\S+/files/attachments/\w\w/\w+>",
    "its folder": r"fsync\(\d+</\S+/files/attachments/\w\w>",
    "the folder above": r"fsync\(\d+</\S+/files/attachments>",
    "the database": r"fdatasync\(\d+</\S+\.sqlite3-wal>",
}
