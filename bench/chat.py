"""How many people one process holds in a room, how soon each has what is said, and what that costs.

    python bench/chat.py                                    # 2,000 people, two messages a second, a minute
    python bench/chat.py --people 500 --rate 5 --seconds 30

A site of its own in production (`tisserand web --workers 1`) on a new PostgreSQL database or, with
`--sqlite`, a file; everybody in one room, on loopback. Each reader checks that nothing is missing and nothing
comes twice. Readers are in two processes beside the site: on two processors they are a good part of what is
measured.
"""

import argparse
import asyncio
import json
import multiprocessing
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import psutil
from site_under_test import HOST, Site

CSRF = "a" * 32
CLIENTS = 2
SAID = re.compile(rb"^id: (\d+)$|said at (\d+\.\d+)", re.M)

PREPARE = """
import json, sys
from datetime import timedelta
import django
django.setup()
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone
from tisserand.chat.models import Room
from tisserand.communities.models import Community, Organisation
from tisserand.people.models import Person, Session
from tisserand.people.sessions import SessionStore

now = timezone.now()
place = Organisation.objects.create(name="Bench")
here = Community.objects.create(organisation=place, name="Bench", slug="bench", language="fr")
numbers = range(int(sys.argv[1]))
people = [Person(given_name=f"P{n}", family_name="Bench", email=f"p{n}@example.com") for n in numbers]
people = Person.objects.bulk_create(people)
here.admit_all(people, by=None, now=now)
keys = []
for person in people:
    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    keys.append(Session(session_key=store._get_new_session_key(), session_data=store.encode(store._session),
                        person=person, expire_date=now + timedelta(days=1)))
Session.objects.bulk_create(keys)
print(json.dumps({"room": Room.objects.lasting(here).pk, "sessions": [key.session_key for key in keys]}))
"""


def headers(session: str) -> dict[str, str]:
    cookie = f"sessionid={session}; csrftoken={CSRF}"
    return {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1", "Cookie": cookie}


async def read(port: int, room: int, session: str, seen: list, ready: asyncio.Semaphore) -> None:
    """One person: connects, and notes (number, milliseconds since it was sent) of all that comes."""
    async with ready:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers(session).items())
        path = f"/c/bench/chat/{room}/events/?after=0"
        writer.write(f"GET {path} HTTP/1.1\r\n{lines}Accept: text/event-stream\r\n\r\n".encode())
        status = await reader.readline()
        assert b" 200 " in status, status
    seen.append(("open", 0.0))
    number = 0
    while line := await reader.readline():
        for found in SAID.finditer(line.strip()):
            if found[1]:
                number = int(found[1])
            else:
                seen.append((number, (time.monotonic() - float(found[2])) * 1000))


def client(pipe, port: int, room: int, sessions: list[str]) -> None:
    """A process of readers: says how many are connected when asked, and what came at the end."""

    async def work():
        readers: list[list] = [[] for _ in sessions]
        ready = asyncio.Semaphore(40)
        tasks = [
            asyncio.create_task(read(port, room, session, seen, ready))
            for session, seen in zip(sessions, readers, strict=True)
        ]
        while True:
            await asyncio.sleep(0.2)
            if pipe.poll():
                if pipe.recv() == "end":
                    break
                pipe.send(sum(1 for seen in readers if seen))
        for task in tasks:
            task.cancel()
        pipe.send([seen[1:] for seen in readers])

    asyncio.run(work())


def say(port: int, room: int, session: str) -> None:
    body = f"csrfmiddlewaretoken={CSRF}&text=said+at+{time.monotonic():.6f}".encode()
    more = {"Referer": f"https://{HOST}/", "Accept": "application/json"}
    path = f"http://127.0.0.1:{port}/c/bench/chat/{room}/messages/"
    urllib.request.urlopen(urllib.request.Request(path, body, headers(session) | more), timeout=30).read()


def processes(site: Site) -> list[psutil.Process]:
    return [
        one
        for top in site.running
        for one in [psutil.Process(top.pid), *psutil.Process(top.pid).children(True)]
    ]


def memory(site: Site) -> float:
    return sum(one.memory_info().rss for one in processes(site)) / 1e6


def processor(site: Site) -> float:
    return sum(sum(one.cpu_times()[:2]) for one in processes(site))


def measure(site: Site, arguments) -> None:
    made = subprocess.run(
        [sys.executable, "-c", PREPARE, str(arguments.people)], env=site.env, capture_output=True, text=True
    )
    assert not made.returncode, made.stderr
    known = json.loads(made.stdout.splitlines()[-1])
    room, sessions, port = known["room"], known["sessions"], site.ports[0]
    say(port, room, sessions[0])  # what is loaded at the first request
    empty = memory(site)
    pipes, running = [], []
    for number in range(CLIENTS):
        ours, theirs = multiprocessing.Pipe()
        work = multiprocessing.Process(target=client, args=(theirs, port, room, sessions[number::CLIENTS]))
        work.start()
        pipes.append(ours), running.append(work)
    began, connected = time.monotonic(), 0
    while connected < arguments.people and time.monotonic() - began < 120:
        for pipe in pipes:
            pipe.send("?")
        connected = sum(pipe.recv() for pipe in pipes)
    print(f"connected: {connected} of {arguments.people} in {time.monotonic() - began:.1f} s")
    print(f"memory: {empty:.0f} MB before, {memory(site):.0f} MB with everybody connected")
    talk(site, room, sessions, arguments)
    for pipe in pipes:
        pipe.send("end")
    readers = [reader for pipe in pipes for reader in pipe.recv()]
    for work in running:
        work.join(20)
    report(readers, arguments)


def talk(site: Site, room: int, sessions: list[str], arguments) -> None:
    time.sleep(5)
    before, began = processor(site), time.monotonic()
    time.sleep(10)
    idle = (processor(site) - before) / (time.monotonic() - began)
    before, began, took = processor(site), time.monotonic(), []
    for number in range(int(arguments.rate * arguments.seconds)):
        time.sleep(max(0.0, began + number / arguments.rate - time.monotonic()))
        sent = time.monotonic()
        say(site.ports[0], room, sessions[number % len(sessions)])
        took.append((time.monotonic() - sent) * 1000)
    used = (processor(site) - before) / (time.monotonic() - began)
    print(f"processor of the site: {idle:.0%} of one in silence, {used:.0%} while people talk")
    print(f"to say something: p50 {statistics.median(took):.0f} ms, p95 {quantile(took, 0.95):.0f} ms")
    print(f"memory: {memory(site):.0f} MB after {len(took)} messages")
    time.sleep(5)


def quantile(values: list[float], share: float) -> float:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def report(readers: list[list], arguments) -> None:
    wanted = int(arguments.rate * arguments.seconds) + 1  # and the one that was said before
    whole = sum(1 for reader in readers if [number for number, _ in reader] == list(range(1, wanted + 1)))
    late = [ms for reader in readers for number, ms in reader if number > 1]
    print(f"readers who had everything, once, in order: {whole} of {len(readers)}")
    if late:
        shares = ", ".join(f"p{100 * share:.0f} {quantile(late, share):.0f}" for share in (0.5, 0.95, 0.99))
        print(f"delivered: {len(late)}; milliseconds: {shares}, at most {max(late):.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--rate", type=float, default=2.0, help="messages a second")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--redis", default="")
    parser.add_argument("--server", default="postgres://postgres@127.0.0.1:5432")
    parser.add_argument("--sqlite", action="store_true")
    arguments = parser.parse_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 16384)), hard))
    with tempfile.TemporaryDirectory() as folder, database(arguments, folder) as address:
        data = Path(folder) / "data"
        with Site(address, data, processes=arguments.workers, redis=arguments.redis) as site:
            measure(site, arguments)


class database:
    """A new one, for as long as the measure lasts."""

    def __init__(self, arguments, folder: str) -> None:
        self.server, self.name = arguments.server, f"bench_chat_{os.getpid()}"
        self.file = f"sqlite:///{folder}/chat.sqlite3" if arguments.sqlite else ""

    def rule(self, words: str) -> None:
        import psycopg

        with psycopg.connect(f"{self.server}/postgres", autocommit=True) as connection:
            connection.execute(words)

    def __enter__(self) -> str:
        if self.file:
            return self.file
        self.rule(f"CREATE DATABASE {self.name}")
        return f"{self.server}/{self.name}"

    def __exit__(self, *_) -> None:
        if not self.file:
            with suppress(Exception):
                self.rule(f"DROP DATABASE {self.name} WITH (FORCE)")


if __name__ == "__main__":
    main()
