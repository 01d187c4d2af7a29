"""A site at work as in production: its settings, its processes, what they hold in memory."""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil

TISSERAND = str(Path(sys.executable).parent / "tisserand")
HOST = "learn.example.com"


class Site:
    """`with Site(database) as site:` starts the pages of one node, or of several."""

    def __init__(self, database: str, data: Path, *, nodes: int = 1, processes: int = 2, redis: str = ""):
        self.nodes, self.processes, self.ports = nodes, processes, [free_port() for _ in range(nodes)]
        data.mkdir(parents=True, exist_ok=True)
        data.chmod(0o750)
        self.running: list[subprocess.Popen] = []
        self.env = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tisserand.config.settings",
            "TISSERAND_PRODUCTION": "1",
            "TISSERAND_SECRET_KEY": secrets.token_urlsafe(50),
            "TISSERAND_URL": f"https://{HOST}",
            "TISSERAND_HOSTS": HOST,
            "TISSERAND_PROXIES": "1",
            "TISSERAND_DATA": str(data),
            "TISSERAND_MAIL_FROM": f"Tisserand <learn@{HOST}>",
            "TISSERAND_MAIL_IN_DOMAIN": HOST,
            "EMAIL_URL": "smtp://127.0.0.1:1",  # nothing is to leave
            "DATABASE_URL": database,
            "REDIS_URL": redis,
        }

    def __enter__(self):
        for command in (["prepare"], ["check", "--database", "default"]):
            self.command(*command)
        for node in range(self.nodes):
            self.start(node)
        return self

    def __exit__(self, *_):
        for process in self.running:
            process.terminate()
        for process in self.running:
            process.wait(30)

    def command(self, *arguments: str) -> str:
        done = subprocess.run([TISSERAND, *arguments], env=self.env, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"tisserand {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    def start(self, node: int) -> subprocess.Popen:
        """Start this node's pages; back once they answer."""
        command = [TISSERAND, "web", "--port", str(self.ports[node]), "--workers", str(self.processes)]
        process = subprocess.Popen(command, env=self.env)
        self.running.append(process)
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.ports[node]), 1).close()
                return process
            except OSError:
                assert process.poll() is None, "the pages did not start"
                time.sleep(0.1)

    def visits(self) -> dict:
        """What visits.py chooses to ask of this site."""
        asked = [sys.executable, str(Path(__file__).parent / "visits.py")]
        told = subprocess.run(asked, env=self.env, stdout=subprocess.PIPE, text=True, check=True).stdout
        return json.loads(told)

    def memory(self) -> list[int]:
        """MB that each process holds (resident): the one that watches, then those that answer."""
        found = []
        for process in self.running:
            whole = psutil.Process(process.pid)
            found += [one.memory_info().rss >> 20 for one in (whole, *whole.children(recursive=True))]
        return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
