"""Tasks whose course can be followed from outside: each writes in a file of its own what happens to it."""

import os
import time
from datetime import timedelta
from pathlib import Path

from django_tasks import task

SOON = timedelta(seconds=1)


def write(path, word):
    with open(path, "a") as diary:
        diary.write(f"{word}\n")


def written(path):
    return Path(path).read_text().split() if Path(path).exists() else []


@task()
def note(path, word):
    write(path, word)


@task()
def linger(path):
    """The first who does it never ends."""
    write(path, os.getpid())
    if len(written(path)) == 1:
        time.sleep(600)
    write(path, "ended")


@task()
def take_time(path, seconds):
    write(path, "began")
    time.sleep(seconds)
    write(path, "ended")


@task(retry_after=(SOON, SOON))
def fail_at_first(path, times):
    write(path, time.time())
    if len(written(path)) <= times:
        raise ValueError("not yet")
    write(path, "done")


@task()
def tick():
    pass
