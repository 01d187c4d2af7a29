"""A room over real sockets: several processes, connections cut at random, a site that ends."""

import json
import os
import random
import re
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.ports import free_port

from .conftest import TISSERAND
from .visitor import Visitor

pytestmark = pytest.mark.service
REDIS = os.environ.get("TISSERAND_TEST_REDIS", "")
SITE = str(Path(__file__).parent / "chat_site.py")
EVENT = re.compile(r"^id: (\d+)\r?\n.*?chat-text\" dir=\"auto\">([^<]*)<.*?\n\r?\n", re.M | re.S)


class Reader(threading.Thread):
    """A browser on the stream: its connection is cut at random, and it comes back with what it had."""

    def __init__(self, port, room, session, *, cuts=True):
        super().__init__(daemon=True)
        self.port, self.room, self.session, self.cuts = port, room, session, cuts
        self.had, self.times_cut, self.done, self.dice = [], 0, threading.Event(), random.Random(session)

    def run(self):
        while not self.done.is_set():
            try:
                self._read_for(self.dice.uniform(0.05, 0.8) if self.cuts else 60)
            except OSError:
                time.sleep(0.05)

    def _read_for(self, seconds):
        last = f"Last-Event-ID: {self.had[-1][0]}\r\n" if self.had else ""
        address = f"/c/here/chat/{self.room}/events/?after=0"
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as line:
            head = (
                f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: sessionid={self.session}\r\n{last}\r\n"
            )
            line.sendall(head.encode())
            line.settimeout(0.05)
            until, text = time.monotonic() + seconds, ""
            while time.monotonic() < until and not self.done.is_set():
                try:
                    piece = line.recv(65536)
                except TimeoutError:
                    continue
                if not piece:
                    break
                text += piece.decode(errors="replace")
                text = self._take(text)
        self.times_cut += 1

    def _take(self, text):
        """Keep whole events, as a browser does; the rest of the text."""
        end = 0
        for found in EVENT.finditer(text):
            self.had.append((int(found[1]), found[2]))
            end = found.end()
        return text[end:]


def people(env):
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "tisserand.config.settings"} | env
    said = subprocess.run([sys.executable, SITE], env=env, capture_output=True, text=True)
    assert said.returncode == 0, said.stderr
    return json.loads(said.stdout.splitlines()[-1])


def talk(ports, known, many):
    """Messages one after the other, each time to another process."""
    visitors = [Visitor(f"http://127.0.0.1:{port}", session=known["sessions"][2]) for port in ports]
    forms = [visitor.get("/c/here/chat/") for visitor in visitors]
    for number in range(many):
        visitor, form = visitors[number % len(ports)], forms[number % len(ports)]
        page = visitor.post(form, f"/c/here/chat/{known['room']}/messages/", text=f"Number {number}.")
        assert page.status == 200


def wait_for(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def all_had_all(readers, many):
    expected = [(number + 1, f"Number {number}.") for number in range(many)]
    wait_for(lambda: all(len(reader.had) >= many for reader in readers))
    for reader in readers:
        reader.done.set()
    for reader in readers:
        reader.join(5)
    assert [reader.had for reader in readers] == [expected] * len(readers)


@pytest.mark.parametrize("redis", ["with Redis", "without"])
def test_two_processes_and_connections_cut_at_random(start, new_site, redis):
    if redis == "with Redis" and not REDIS:
        pytest.skip("no Redis here")
    env = new_site("postgresql") | {"REDIS_URL": REDIS if redis == "with Redis" else ""}
    start("prepare", **env).popen.wait(120)
    known, ports = people(env), [free_port(), free_port()]
    for port in ports:
        start("web", "--port", str(port), "--workers", "1", port=port, **env)
    for port in ports:
        wait_for(lambda: socket.socket().connect_ex(("127.0.0.1", port)) == 0, 60)  # noqa: B023
    readers = [Reader(ports[n % 2], known["room"], known["sessions"][n % 2], cuts=n > 1) for n in range(6)]
    for reader in readers:
        reader.start()
    talk(ports, known, 30)
    all_had_all(readers, 30)
    assert sum(reader.times_cut for reader in readers) > 6


def test_one_process_ends_in_good_time_with_people_connected(start, new_site):
    env, port = new_site("sqlite"), free_port()
    start("prepare", **env).popen.wait(120)
    known = people(env)
    site = start("serve", "--port", str(port), port=port, TISSERAND_MAIL_IN_PORT="0", **env)
    wait_for(lambda: socket.socket().connect_ex(("127.0.0.1", port)) == 0, 60)
    readers = [Reader(port, known["room"], known["sessions"][n % 2], cuts=False) for n in range(4)]
    for reader in readers:
        reader.start()
    talk([port], known, 3)
    wait_for(lambda: all(len(reader.had) == 3 for reader in readers))
    status, seconds = site.stop()
    assert (status, seconds < 6) == (0, True)
    for reader in readers:
        reader.done.set()


def test_several_processes_end_in_good_time_too(start, new_site):
    env, port = new_site("sqlite"), free_port()
    start("prepare", **env).popen.wait(120)
    known = people(env)
    site = start([TISSERAND, "web", "--port", str(port), "--workers", "2"], port=port, **env)
    wait_for(lambda: socket.socket().connect_ex(("127.0.0.1", port)) == 0, 60)
    time.sleep(1)
    reader = Reader(port, known["room"], known["sessions"][0], cuts=False)
    reader.start()
    talk([port], known, 1)
    wait_for(lambda: len(reader.had) == 1)
    reader.done.set()
    reader.done.clear()
    _status, seconds = site.stop(seconds=30)
    reader.done.set()
    assert seconds < 14
