"""`python -m tests.service.job_site worker|clock`: the command, in a world where time is short.

A worker is taken for dead after two seconds; for the clock, a second is a minute.
"""

import os
import sys
import time
from datetime import UTC, datetime, timedelta

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tisserand.config.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402

from tisserand.config import clock, jobs, schedule  # noqa: E402

from . import errands  # noqa: E402

jobs.PULSE_EVERY, jobs.DEAD_AFTER = 0.3, timedelta(seconds=2)


def worker():
    if settings.BROKER_URL:
        from tisserand.config import broker

        broker.QUEUE = os.environ["JOBS_QUEUE"]
        broker.PATIENCE, broker.LOOK_FOR_LOST = 0.5, timedelta(seconds=1)
        broker.SAID_AGAIN = timedelta(seconds=float(os.environ.get("JOBS_SAID_AGAIN", 600)))
    call_command("worker")


def ring():
    """The clock, telling what it fired."""
    schedule.SCHEDULE[:] = [("* * * * *", errands.tick)]
    clock.TICK = 0.02
    claim, began, run = clock._claim, float(os.environ["JOBS_BEGAN"]), clock.run

    def telling(name, due):
        if mine := claim(name, due):
            print("fired", due.timestamp(), flush=True)
        return mine

    def now():
        return datetime.fromtimestamp(began + (time.time() - began) * 60, UTC)

    clock._claim, clock.run = telling, lambda stop: run(stop, now)
    call_command("clock")


if __name__ == "__main__":
    {"worker": worker, "clock": ring}[sys.argv[1]]()
