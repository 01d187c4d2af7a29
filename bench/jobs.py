"""How many tasks a second each engine takes in and does: python bench/jobs.py [seconds]

Engines: the database's, and Celery over whatever BROKERS (addresses, separated by commas) names. Each runs
with one worker, on the database that DATABASE_URL names or a SQLite in a folder thrown away.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 4
TISSERAND = str(Path(sys.executable).parent / "tisserand")

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tisserand.config.settings")
os.environ["TISSERAND_DATA"] = tempfile.mkdtemp(prefix="tisserand-bench-")
subprocess.run([TISSERAND, "migrate", "-v", "0"], check=True)

import django  # noqa: E402

django.setup()

from django.db import connection, transaction  # noqa: E402

from tisserand.communities.tasks import rebuild_presence  # noqa: E402  of an organisation that is not: one read
from tisserand.config.models import Job  # noqa: E402


def asked() -> int:
    """How many a transaction at a time, in SECONDS."""
    began, count = time.monotonic(), 0
    while time.monotonic() - began < SECONDS:
        with transaction.atomic():
            rebuild_presence.enqueue(-count)
        count += 1
    return count


def done(broker: str) -> int:
    """How many a worker does in SECONDS, once it has begun."""
    process = subprocess.Popen([TISSERAND, "worker"], env=os.environ | {"TISSERAND_BROKER_URL": broker})
    try:
        while not (before := Job.objects.successful().count()):
            time.sleep(0.05)
            assert process.poll() is None
        began = time.monotonic()
        time.sleep(SECONDS)
        return round((Job.objects.successful().count() - before) / (time.monotonic() - began) * SECONDS)
    finally:
        process.terminate()
        process.wait()


def main() -> None:
    for broker in ["", *filter(None, os.environ.get("BROKERS", "").split(","))]:
        Job.objects.all().delete()
        enqueued = asked()
        with transaction.atomic():
            for number in range(max(0, 1000 - enqueued)):
                rebuild_presence.enqueue(-enqueued - number)
        name = broker.partition(":")[0] or "database"
        asked_each, done_each = enqueued / SECONDS, done(broker) / SECONDS
        print(f"{connection.vendor:10} {name:8} {asked_each:7.0f} asked/s {done_each:7.0f} done/s")
    Job.objects.all().delete()


main()
