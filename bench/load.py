"""Asking for pages, on one connection or eight, as a reverse proxy would hand the requests on."""

import http.client
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

SECRET = "b" * 32  # the form token of visits.py
EIGHT = Path(__file__).parent / "eight.lua"


@dataclass(frozen=True)
class Ask:
    """One request of visits.py."""

    method: str
    path: str
    session: str
    form: str

    def headers(self, host: str) -> dict[str, str]:
        headers = {
            "Host": host,
            "X-Forwarded-For": "192.0.2.7",
            "X-Forwarded-Proto": "https",
            "Accept-Encoding": "gzip, deflate, br",
            "Accept-Language": "fr",
            "Referer": f"https://{host}/",
            "Cookie": f"sessionid={self.session}; csrftoken={SECRET}"
            if self.session
            else f"csrftoken={SECRET}",
        }
        if self.method == "POST":
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Content-Length": str(len(self.form)),
            }
        return headers

    def raw(self, host: str) -> bytes:
        lines = [f"{self.method} {self.path} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in self.headers(host).items()]
        return "\r\n".join([*lines, "", self.form]).encode()


def one_by_one(port: int, host: str, asked: Iterable[Ask]) -> tuple[list[float], list[int]]:
    """Milliseconds from the first byte sent to the last received, and bytes of each page, one connection.

    A page that is not what was asked for ends the run.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port)
    took, weights = [], []
    for ask in asked:
        headers = ask.headers(host)
        began = time.perf_counter()
        connection.request(ask.method, ask.path, ask.form or None, headers)
        answer = connection.getresponse()
        body = answer.read()
        took.append((time.perf_counter() - began) * 1000)
        weights.append(len(body))
        assert answer.status == (200 if ask.method == "GET" else 302), (ask.path, answer.status, body[:300])
    connection.close()
    return took, weights


def eight_at_once(port: int, host: str, asked: list[Ask], seconds: float, *, once: bool) -> dict[str, float]:
    """What wrk counts with eight connections: answered, failed, seconds, p50 and p95 in milliseconds."""
    with tempfile.NamedTemporaryFile() as file:
        for ask in asked:
            raw = ask.raw(host)
            file.write(b"%d\n" % len(raw) + raw)
        file.flush()
        done = subprocess.run(
            [
                "wrk",
                "-t1",
                "-c8",
                f"-d{seconds:g}s",
                "--timeout",
                "20s",
                "-s",
                str(EIGHT),
                f"http://127.0.0.1:{port}",
            ],
            env=os.environ | {"REQUESTS": file.name, "ONCE": str(int(once))},
            capture_output=True,
            text=True,
            check=True,
        )
    return json.loads(done.stdout.splitlines()[-1])
