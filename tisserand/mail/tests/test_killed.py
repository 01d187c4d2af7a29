"""Workers that race and are killed with -9 at each point of a mail's way, against a real SMTP server.

What is necessary and answers leave again under the same Message-ID when nobody knows; encouragement does
not, and is uncertain. On SQLite, and on PostgreSQL when the suite names one.
"""

import json
import os
import signal
import subprocess
import sys
import uuid
from contextlib import contextmanager

import psycopg
import pytest

from tests.mail_server import mail_server

pytestmark = pytest.mark.service
POSTGRESQL = os.environ.get("TISSERAND_TEST_POSTGRESQL", "")
DATABASES = ["sqlite", *(["postgresql"] if POSTGRESQL else [])]
KINDS = ["sign-in", "test-answer", "test-encouragement"]
EACH = 3


@contextmanager
def database(vendor):
    """The address of an empty one ("" for the file in the data folder); it is gone afterwards."""
    if vendor == "sqlite":
        yield ""
        return
    name = f"tisserand_killed_{uuid.uuid4().hex[:8]}"
    server = POSTGRESQL.rpartition("/")[0]
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        yield f"{server}/{name}"
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module", params=DATABASES)
def site(request, tmp_path_factory):
    """`site("work", …)` runs a process of the site; its exit status and what it printed. `site.post`: the
    server it sends to."""
    ours = ("TISSERAND_", "DATABASE_URL", "REDIS_URL", "EMAIL_URL")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    with mail_server() as post, database(request.param) as address:
        env = inherited | {
            "DJANGO_SETTINGS_MODULE": "tisserand.config.settings",
            "TISSERAND_DATA": str(tmp_path_factory.mktemp("site")),
            "EMAIL_URL": f"smtp://127.0.0.1:{post.port}",
            **({"DATABASE_URL": address} if address else {}),
        }
        command = [sys.executable, "-m", "tisserand.mail.tests.a_site"]
        talk = {"text": True, "bufsize": 1, "stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        with subprocess.Popen(command, env=env, **talk) as process:

            def run(*words):
                process.stdin.write(" ".join(words) + "\n")
                return json.loads(process.stdout.readline())

            run.post = post
            assert run("migrate") == [0, ""]
            yield run
            process.stdin.close()


@pytest.fixture
def post(site):
    """The server, empty."""
    site.post.letters.clear()
    site.post.pause = 0
    return site.post


def told(site):
    return json.loads(site("tell")[1])


def test_three_workers_at_once_send_each_mail_once(site, post):
    site("fill", "20")
    status, took = site("race", "3")
    assert (status, sum(int(number) for number in took.split())) == (0, 60)
    assert (set(post.ids().values()), len(post.letters)) == ({1}, 60)
    assert told(site) == {f"{kind} sent": 20 for kind in KINDS}


# Where it dies: how often an answer then comes, how often an encouragement, and whether that is uncertain.
POINTS = {
    "claimed": (1, 1, False),
    "composed": (1, 1, False),
    "handed": (1, 0, True),
    "data": (1, 0, True),
    "accepted": (2, 1, True),
    "noting": (2, 1, True),
    "noted": (1, 1, False),
}


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_each_point_and_started_again(site, post, point):
    answered, encouraged, uncertain = POINTS[point]
    site("fill", str(EACH))
    for kind in KINDS:
        assert site("work", point, kind)[0] == -signal.SIGKILL
        site("later")
    assert site("work")[0] == 0

    assert told(site) == {
        "sign-in sent": EACH,
        "test-answer sent": EACH,
        "test-encouragement sent": EACH - uncertain,
        **({"test-encouragement uncertain": 1} if uncertain else {}),
    }
    for kind in ("sign-in", "test-answer"):
        assert sorted(post.ids(kind).values()) == [1] * (EACH - 1) + [answered]
    assert sorted(post.ids("encouragement").values()) == [1] * (EACH - 1 + encouraged)
