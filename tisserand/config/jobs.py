"""The worker: tasks of the database queue, one after the other, and those that a dead worker left behind.

Retries, dead letters and other engines have their place here; the tasks themselves only know `django_tasks`.
"""

import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import OperationalError, close_old_connections, connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction, is_locked_database_exception

from .models import Pulse

IDLE = 0.25  # seconds between two looks at an empty queue
PULSE_EVERY = 10.0  # seconds
DEAD_AFTER = timedelta(seconds=45)
TOO_MANY_DEATHS = 5
FIRST_PAUSE = 1.0  # seconds before a broken thread starts again; doubled each time, up to a minute
log = logging.getLogger(__name__)


def run(stop: threading.Event) -> None:
    """Work until `stop` is set; the task in hand is finished first."""
    me = f"worker:{socket.gethostname()[:30]}:{os.getpid()}:{secrets.token_hex(4)}"
    with alive(me):
        while not stop.is_set():
            close_old_connections()
            if not work_once(me):
                stop.wait(IDLE)


def work_once(worker_id: str) -> bool:
    """Run the next task that is ready; False when there is none. A task that fails is kept as failed."""
    ready = DBTaskResult.objects.ready()
    if not ready.exists():  # a plain read: an idle worker takes no lock
        return False
    try:
        with exclusive_transaction(ready.db):
            result = ready.get_locked()
            if result is not None:
                result.claim(worker_id)
    except OperationalError as problem:
        if is_locked_database_exception(problem):
            return False
        raise
    if result is None:
        return False
    _runner(worker_id).run_task(result)
    if result.status == TaskResultStatus.FAILED:
        log.error("Task %s failed (%s):\n%s", result.task_path, result.pk, result.traceback)
    return True


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
    thread = threading.Thread(target=pulse, name=f"pulse of {name}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(5)
        if name != "clock":
            Pulse.objects.filter(name=name).delete()


def beat(name: str, now: datetime) -> None:
    Pulse.objects.update_or_create(name=name, defaults={"at": now})


def recover(now: datetime) -> int:
    """Give back to the queue the tasks of workers that died; how many.

    A task whose workers died too often is kept as failed instead: it may be what kills them.
    """
    living = set(Pulse.objects.filter(at__gte=now - DEAD_AFTER).values_list("name", flat=True))
    Pulse.objects.filter(at__lt=now - timedelta(days=1)).delete()
    recovered = 0
    for result in DBTaskResult.objects.running():
        if result.worker_ids and result.worker_ids[-1] in living:
            continue
        if result.started_at and result.started_at > now - DEAD_AFTER:
            continue  # just claimed: its worker may not have spoken yet
        mine = DBTaskResult.objects.running().filter(pk=result.pk, started_at=result.started_at)
        if len(result.worker_ids) >= TOO_MANY_DEATHS:
            mine.update(
                status=TaskResultStatus.FAILED, finished_at=now, traceback="Its workers died too often."
            )
            log.error("Task %s given up: %d workers died with it", result.task_path, len(result.worker_ids))
        elif mine.update(status=TaskResultStatus.READY):
            recovered += 1
            log.warning("Task %s taken back from a dead worker", result.task_path)
    return recovered


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
