"""Two nodes behind HAProxy against one, and one of the two killed under load.

    python bench/nodes.py [--database postgres://…/bench_full] [--redis redis://127.0.0.1:6379/5]

Each node is `tisserand web` with one process; two `tisserand worker` run beside. Needs haproxy and wrk
(Debian's packages of those names), a PostgreSQL with what generate.py made, and a Redis. In the second part
eight people read and reply without a pause; whoever sees an error presses again, as people do. At the end
what was acknowledged is compared with what the database holds.
"""

import argparse
import http.client
import itertools
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs

import psutil
import psycopg
from load import Ask, eight_at_once
from site_under_test import HOST, TISSERAND, Site, free_port

PAGES = ("home", "thread of 50", "reply")
PEOPLE = 8
BALANCER = """
defaults
    mode http
    timeout connect 2s
    timeout client 30s
    timeout server 30s
    option redispatch
    retries 3
    retry-on conn-failure empty-response
frontend pages
    bind 127.0.0.1:{port}
    default_backend nodes
backend nodes
    balance leastconn
    # What was posted is never sent again by the balancer: the page asks the person.
    http-request disable-l7-retry if METH_POST
    default-server check inter 500ms fall 1 rise 1
{servers}
"""


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        one = Site(options.database, place / "one", nodes=1, processes=1, redis=options.redis)
        with one:
            asked = one.visits()
            rates = {"one": measured(balanced(one, place), asked, options)}
        two = Site(options.database, place / "two", nodes=2, processes=1, redis=options.redis)
        two.env["TISSERAND_SECRET_KEY"] = one.env["TISSERAND_SECRET_KEY"]
        with two:
            sink = mail_sink(two)
            workers = [subprocess.Popen([TISSERAND, "worker"], env=two.env) for _ in range(2)]
            port = balanced(two, place)
            rates["two"] = measured(port, asked, options)
            for page in PAGES:
                first, second = rates["one"][page], rates["two"][page]
                print(f"{page}: one node {first:.0f}/s, two {second:.0f}/s (× {second / first:.2f})")
            under_load(two, port, asked, options)
            for process in (*workers, sink):
                process.terminate()
                process.wait(30)
        for process in BALANCERS:
            process.terminate()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database", default="postgres://postgres@127.0.0.1:5432/bench_full")
    parser.add_argument("--redis", default="redis://127.0.0.1:6379/5")
    parser.add_argument("--seconds", type=float, default=5, help="of each page")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--load", type=float, default=30, help="seconds of load; a node dies after a third")
    return parser.parse_args()


BALANCERS: list[subprocess.Popen] = []


def mail_sink(site: Site) -> subprocess.Popen:
    """A mail server that takes everything and keeps nothing, for the workers of this site."""
    port = free_port()
    site.env["EMAIL_URL"] = f"smtp://127.0.0.1:{port}"
    taking = ["-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Sink"]
    return subprocess.Popen([sys.executable, *taking])


def balanced(site: Site, folder: Path) -> int:
    """Start HAProxy before the nodes of this site; its port."""
    port = free_port()
    servers = "\n".join(f"    server node{n} 127.0.0.1:{there}" for n, there in enumerate(site.ports))
    settings = folder / f"haproxy-{port}.cfg"
    settings.write_text(BALANCER.format(port=port, servers=servers))
    BALANCERS.append(subprocess.Popen(["haproxy", "-f", str(settings), "-q"]))
    time.sleep(1)
    assert BALANCERS[-1].poll() is None, "HAProxy did not start"
    return port


def measured(port: int, asked: dict, options: argparse.Namespace) -> dict[str, float]:
    """Requests per second with eight connections, by page: the median of the rounds."""
    found: dict[str, list[float]] = {page: [] for page in PAGES}
    for number, page in itertools.product(range(options.rounds + 1), PAGES):
        once = asked[page]["once"]
        taken = asked[page]["requests"]
        if once:
            count = int(options.seconds * 150)
            asked[page]["requests"], taken = taken[count:], taken[:count]
        told = eight_at_once(port, HOST, [Ask(*one) for one in taken], options.seconds, once=once)
        assert not told["failed"], (page, told)
        if number:  # the first round warms
            found[page].append(told["answered"] / told["seconds"])
    return {page: statistics.median(rates) for page, rates in found.items()}


@dataclass(frozen=True)
class Answer:
    """What one person saw of one request; `status` is 0 when the connection broke."""

    at: float
    took: float
    status: int
    token: str


def under_load(site: Site, port: int, asked: dict, options: argparse.Namespace) -> None:
    """Eight people; one node is killed (-9) after a third of the time, and comes back at two thirds."""
    replies = iter([Ask(*one) for one in asked["reply"]["requests"]])
    reads = itertools.cycle([Ask(*one) for one in asked["thread of 50"]["requests"]])
    seen: list[Answer] = []
    lock, began = threading.Lock(), time.monotonic()

    def person() -> None:
        while time.monotonic() - began < options.load:
            with lock:
                turn = [next(replies, None), next(reads)]
            for ask in filter(None, turn):
                seen.extend(until_answered(port, ask, began))

    people = [threading.Thread(target=person) for _ in range(PEOPLE)]
    for one in people:
        one.start()
    time.sleep(options.load / 3)
    killed = time.monotonic() - began
    kill(site.running[0])
    time.sleep(options.load / 3)
    site.start(0)
    back = time.monotonic() - began
    for one in people:
        one.join()
    tell(seen, killed, back)
    compare(seen, options.database)


def until_answered(port: int, ask: Ask, began: float) -> list[Answer]:
    """Ask, and press again after an error; what was seen each time."""
    token = parse_qs(ask.form).get("form_token", [""])[0]
    seen: list[Answer] = []
    while not seen or seen[-1].status not in (200, 302):
        if seen:
            time.sleep(0.2)
        at = time.monotonic()
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request(ask.method, ask.path, ask.form or None, ask.headers(HOST))
            answer = connection.getresponse()
            answer.read()
            status = answer.status
            connection.close()
        except (OSError, http.client.HTTPException):
            status = 0
        seen.append(Answer(at - began, time.monotonic() - at, status, token))
    return seen


def kill(process: subprocess.Popen) -> None:
    """A node, all its processes at once, without a word."""
    for one in [*psutil.Process(process.pid).children(recursive=True), psutil.Process(process.pid)]:
        os.kill(one.pid, signal.SIGKILL)
    process.wait()


def tell(seen: list[Answer], killed: float, back: float) -> None:
    parts = {
        "both": [one for one in seen if one.at + one.took < killed],
        "one killed": [one for one in seen if one.at + one.took >= killed and one.at < back],
        "both again": [one for one in seen if one.at >= back],
    }
    for name, part in parts.items():
        took = sorted(one.took * 1000 for one in part) or [0]
        wrong = [one for one in part if one.status not in (200, 302)]
        print(
            f"{name}: {len(part)} answers, p50 {statistics.median(took):.0f} ms, "
            f"p95 {took[int(len(took) * 0.95)]:.0f} ms, longest {took[-1]:.0f} ms, {len(wrong)} errors"
        )


def compare(seen: list[Answer], database: str) -> None:
    said = {one.token for one in seen if one.token and one.status == 302}
    with psycopg.connect(database) as connection:
        rows = connection.execute(
            "SELECT form_token, count(*) FROM conversations_post WHERE form_token = ANY(%s) GROUP BY 1",
            [list(said)],
        ).fetchall()
    there = dict(rows)
    doubled = sum(count > 1 for count in there.values())
    print(f"{len(said)} replies acknowledged, {len(said - set(there))} lost, {doubled} doubled")


if __name__ == "__main__":
    main()
