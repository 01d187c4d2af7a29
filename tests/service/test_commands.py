"""The commands of the README, as real processes."""

import json
import re
import signal
import time
import urllib.error
import urllib.request

import psutil
import pytest

from tests.ports import free_port

from .conftest import AT_EASE

pytestmark = pytest.mark.service


def health(process):
    try:
        with urllib.request.urlopen(f"{process.url}/health", timeout=60) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as answer:
        return json.load(answer)


@pytest.fixture
def serve(start, prepared, tmp_path):
    """`from_nothing`: on no data at all, as the first time."""

    def serve(command="serve", *words, from_nothing=False, **env):
        port, data = free_port(), tmp_path / "var"
        if not from_nothing and not data.exists():
            prepared.lay(data)
        process = start(command, "--port", str(port), *words, port=port, **env)
        if command != "web":
            process.wait_until_it_says("Tisserand is ready")
        return process

    return serve


@pytest.mark.parametrize(("signum", "from_nothing"), [(signal.SIGINT, True), (signal.SIGTERM, False)])
def test_serve_starts_web_worker_and_clock_and_ends_cleanly(serve, signum, from_nothing):
    site = serve(from_nothing=from_nothing)
    deadline = time.monotonic() + 60
    while health(site) != {"ok": True, "database": "ok", "worker": "ok", "clock": "ok"}:
        assert time.monotonic() < deadline, health(site)
        time.sleep(0.1)
    status, seconds = site.stop(signum)
    assert (status, "Traceback" in site.said()) == (0, False), site.said()
    assert seconds < AT_EASE


def test_a_warm_start_takes_less_than_five_seconds(serve):
    """Counted in processor time, so that a busy machine does not make it fail."""
    serve().stop()
    spent = psutil.Process(serve().popen.pid).cpu_times()
    assert spent.user + spent.system < 5


def test_a_page_has_its_styles_with_long_memory(serve):
    site = serve()
    page = urllib.request.urlopen(f"{site.url}/sign-in/", timeout=60).read().decode()
    style = page.split('rel="stylesheet" href="')[1].split('"')[0]
    with urllib.request.urlopen(site.url + style, timeout=60) as answer:
        assert len(answer.read()) > 100
        assert "immutable" in answer.headers["Cache-Control"]


def test_a_taken_port_is_told_in_words(serve, start):
    site = serve()
    second = start("serve", "--port", str(site.port))
    assert second.popen.wait(60) == 1
    assert f"Port {site.port} on 127.0.0.1 is taken" in second.said()
    assert "Traceback" not in second.said()


@pytest.mark.parametrize("command", ["serve", "web", "worker", "clock", "migrate"])
def test_a_database_that_does_not_answer_is_told_in_words(start, command):
    nowhere = f"postgres://tisserand:secret@127.0.0.1:{free_port()}/tisserand"
    words = ["--port", str(free_port())] if command in {"serve", "web"} else []
    process = start(command, *words, DATABASE_URL=nowhere)
    assert process.popen.wait(60) == 1
    assert "The database does not answer (127.0.0.1:" in process.said()
    assert ("Traceback" in process.said(), "secret" in process.said()) == (False, False)


@pytest.mark.parametrize("command", ["serve", "web", "worker"])
def test_unsafe_production_settings_stop_the_start(start, command):
    process = start(command, TISSERAND_PRODUCTION="1")
    assert process.popen.wait(60) == 1
    for word in ("TISSERAND_SECRET_KEY", "https://", "EMAIL_URL"):
        assert word in process.said()
    assert "Traceback" not in process.said()


def test_each_part_runs_alone(serve, start, prepared, tmp_path):
    prepared.lay(tmp_path / "var")
    assert start("prepare").popen.wait(60) == 0
    worker, clock, web = start("worker"), start("clock"), serve("web", "--workers", "2")
    deadline = time.monotonic() + 90
    while True:
        try:
            if health(web) == {"ok": True, "database": "ok", "worker": "ok", "clock": "ok"}:
                break
        except OSError:
            pass
        assert time.monotonic() < deadline, web.said() + worker.said() + clock.said()
        time.sleep(0.2)
    for process in (web, worker, clock):
        status, seconds = process.stop()
        assert (status, "Traceback" in process.said()) == (0, False), process.said()
        assert seconds < AT_EASE


def test_the_demo_of_another_day_is_a_new_company_and_the_former_is_kept(start, tmp_path):
    def demo(*words):
        port = free_port()
        process = start("demo", "--port", str(port), *words, data="demo", port=port)
        process.wait_until_it_says("Ctrl+C stops")
        process.stop()
        return process.said()

    assert "Making the demo company" in demo()
    (tmp_path / "demo" / "made-on").write_text("2026-03-02")
    assert "it has aged since" in demo("--same")
    said = demo()
    assert f"The former one lies in {tmp_path / 'demo-2026-03-02'}" in said
    assert "Making the demo company" in said
    assert (tmp_path / "demo-2026-03-02" / "made-on").read_text() == "2026-03-02"


def test_the_processes_of_a_node_count_their_pages_together(serve):
    web = serve("web", "--workers", "2")
    deadline = time.monotonic() + 60
    while True:
        try:
            health(web)
            break
        except OSError:
            assert time.monotonic() < deadline, web.said()
            time.sleep(0.2)
    for _ in range(30):
        urllib.request.urlopen(f"{web.url}/sign-in/", timeout=60).read()
    counts = set()
    for _ in range(6):  # whichever process answers
        told = urllib.request.urlopen(f"{web.url}/metrics", timeout=60).read().decode()
        counted = re.search(r'request_seconds_count{method="GET",status="2xx"} ([\d.]+)', told)
        counts.add(float(counted[1]))
    assert min(counts) >= 31
    assert len(counts) == 6  # each reading is a page itself
    assert web.stop()[0] == 0
