"""The worker: tasks of the queue, one after the other, and those that a dead worker left behind.

This is the engine that needs nothing but the database; `broker` is the one for many nodes. Both claim and
end a task in its row (`models.Job`), where retries and dead letters are; tasks only know `django_tasks`.
"""

import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from django.db import OperationalError, close_old_connections, connection, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.utils import is_locked_database_exception

from .models import Job, Pulse

IDLE = 0.25  # seconds between two looks at an empty queue
PULSE_EVERY = 10.0  # seconds
DEAD_AFTER = timedelta(seconds=45)
TOO_MANY_DEATHS = 5
DIED_TOO_OFTEN = "Its workers died too often."
FIRST_PAUSE = 1.0  # seconds before a broken thread starts again; doubled each time, up to a minute
log = logging.getLogger(__name__)

# Of this process: its names, and the jobs it is running.
names: set[str] = set()
in_hand: set[UUID] = set()


def run(stop: threading.Event) -> None:
    """Work until `stop` is set; the task in hand is finished first."""
    me = own_name()
    with alive(me):
        while not stop.is_set():
            close_old_connections()
            if not work_once(me):
                stop.wait(IDLE)


def own_name() -> str:
    return f"worker:{socket.gethostname()[:30]}:{os.getpid()}:{secrets.token_hex(4)}"


def work_once(worker_id: str) -> bool:
    """Run the next task that is ready; False when there is none."""
    ready = Job.objects.ready()
    if not ready.exists():  # a plain read: an idle worker takes no lock
        return False
    try:
        with transaction.atomic():
            job = ready.get_locked()
            if job is not None:
                job.claim(worker_id)
    except OperationalError as problem:
        if is_locked_database_exception(problem):
            return False
        raise
    if job is None:
        return False
    attempt(job, worker_id)
    return True


def attempt(job: Job, worker_id: str) -> None:
    """Run what this worker has claimed, and note how it ended."""
    in_hand.add(job.pk)
    try:
        _runner(worker_id).run_task(job)
    finally:
        in_hand.discard(job.pk)
    if job.status == TaskResultStatus.FAILED:
        log.error("Task %s failed for good (%s):\n%s", job.task_path, job.pk, job.traceback)
    elif job.status == TaskResultStatus.READY:
        log.warning("Task %s failed, next attempt %s: %s", job.task_path, job.run_after, job.problem)


def _runner(worker_id: str) -> Worker:
    return Worker(
        queue_names=["*"],
        interval=IDLE,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=worker_id,
        excluded_queue_names=[],
    )


@contextmanager
def alive(name: str) -> Iterator[None]:
    """While inside, a thread says every few seconds that `name` is alive: a long task is no death."""
    over = threading.Event()

    def pulse() -> None:
        while not over.wait(PULSE_EVERY):
            try:
                beat(name, timezone.now())
                if name.startswith("worker:"):
                    recover(timezone.now())
            except OperationalError as problem:
                log.warning("No pulse from %s: %s", name, problem)
            finally:
                connection.close()

    beat(name, timezone.now())
    names.add(name)
    thread = threading.Thread(target=pulse, name=f"pulse of {name}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(5)
        names.discard(name)
        if name != "clock":
            Pulse.objects.filter(name=name).delete()


def beat(name: str, now: datetime) -> None:
    Pulse.objects.update_or_create(name=name, defaults={"at": now})


def recover(now: datetime) -> int:
    """Give back to the queue the tasks of workers that died; how many.

    A task whose workers died too often becomes a dead letter instead: it may be what kills them.
    """
    living = set(Pulse.objects.filter(at__gte=now - DEAD_AFTER).values_list("name", flat=True))
    Pulse.objects.filter(at__lt=now - timedelta(days=1)).delete()
    recovered = 0
    for job in Job.objects.running():
        if job.worker_ids and _holds(job.worker_ids[-1], living, job):
            continue
        if job.started_at and job.started_at > now - DEAD_AFTER:
            continue  # just claimed: its worker may not have spoken yet
        held = Job.objects.running().filter(pk=job.pk, started_at=job.started_at)
        if job.attempts >= TOO_MANY_DEATHS:
            held.update(status=TaskResultStatus.FAILED, finished_at=now, traceback=DIED_TOO_OFTEN)
            log.error("Task %s given up: %d workers died with it", job.task_path, job.attempts)
        elif held.update(status=TaskResultStatus.READY, started_at=None):
            recovered += 1
            log.warning("Task %s taken back from a dead worker", job.task_path)
    return recovered


def _holds(name: str, living: set[str], job: Job) -> bool:
    """A worker of ours that could not note how a job ended, the database being away, has let go of it."""
    return name in living and (name not in names or job.pk in in_hand)


def supervised(name: str, work: Callable[[threading.Event], None], stop: threading.Event) -> threading.Thread:
    """Start `work(stop)` in a thread; when it breaks, say so and start it again, less and less soon."""

    def keep() -> None:
        pause = FIRST_PAUSE
        while not stop.is_set():
            try:
                work(stop)
            except Exception:
                log.exception("The %s broke; it starts again in %d s", name, pause)
                stop.wait(pause)
                pause = min(pause * 2, 60)
            finally:
                connection.close()

    thread = threading.Thread(target=keep, name=name)
    thread.start()
    return thread
