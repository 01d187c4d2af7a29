"""The worker that composes a letter is killed again and again: each reader has one copy and one mail."""

import json
import random
import sys
import time
from pathlib import Path

import pytest

from .conftest import DATABASES
from .test_job_engines import until

pytestmark = pytest.mark.service
SITE = str(Path(__file__).parent / "letter_site.py")
READERS = 121  # the one who approves it has read the story: nothing to say


@pytest.fixture(params=DATABASES)
def site(request, start, new_site):
    env = new_site(request.param) | {"DJANGO_SETTINGS_MODULE": "tisserand.config.settings"}

    def run(word):
        return start([sys.executable, SITE, word], PYTHONPATH=str(Path(SITE).parents[2]), **env)

    def finished(word):
        process = run(word)
        assert process.popen.wait(120) == 0, process.said()
        return process.said()

    finished("make")
    return run, lambda word: json.loads(finished(word).splitlines()[-1])


def test_killed_at_any_time_it_finishes_once_for_each(site):
    run, asked = site
    dice, kills = random.Random(7), 0
    while True:
        worker, batches = run("compose"), dice.randint(1, 3)
        until(
            lambda worker=worker, n=batches: worker.said().count("made") >= n or "over" in worker.said(),
            worker,
        )
        if "over" in worker.said():
            break
        time.sleep(dice.uniform(0, 0.12))  # a batch lasts a tenth of a second at least
        worker.kill()
        kills += 1
    assert kills > 2
    known = asked("tell")
    assert known == {
        "done": True,
        "counted": READERS,
        "copies": READERS,
        "readers": READERS,
        "mails": READERS - 1,
        "mailed": READERS - 1,
        "told": READERS - 1,
    }
