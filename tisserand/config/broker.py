"""The engine for many nodes: the same queue, announced to Celery workers through RabbitMQ or Redis.

The row stays the only truth. A relay beside each worker announces the rows that are due: pages and clock
never speak to the broker, so a broker that is down delays and loses nothing. A message only says “look at
this row”: whoever claims the row runs it, so a message said twice changes nothing, and one that was lost is
said again. Deaths, retries and dead letters are those of `jobs` and `models.Job`.
"""

import logging
import signal
import threading
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from celery import Celery, signals
from celery.apps.worker import Worker
from celery.exceptions import Reject
from celery.worker import state
from celery.worker.consumer import Consumer
from celery.worker.request import Request
from django.conf import settings
from django.db import DatabaseError, close_old_connections, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from kombu.exceptions import OperationalError

from . import jobs
from .models import Job

QUEUE = "tisserand"
MESSAGE = "tisserand.run"
AT_ONCE = 100  # announced in one transaction
SAID_AGAIN = timedelta(minutes=10)  # what was announced and still waits then may have been lost
HURRY = LOOK_FOR_LOST = timedelta(minutes=1)
PATIENCE = 5  # seconds the broker may take to answer, and between two tries when it does not
log = logging.getLogger(__name__)


class Listener(Consumer):
    """Celery's consumer without its delayed deliveries: what is due later waits in the database."""

    class Blueprint(Consumer.Blueprint):
        default_steps = [step for step in Consumer.Blueprint.default_steps if "delayed" not in step]


class LoudRequest(Request):
    """An acknowledgement that fails tells of a lost connection, to be made again: Celery would only log it
    and, holding the one message it may hold, wait for ever."""

    def acknowledge(self) -> None:
        if not self.acknowledged:
            self._message.ack()
            self.acknowledged = True

    def reject(self, requeue: bool = False) -> None:
        if not self.acknowledged:
            self._message.reject(requeue=requeue)
            self.acknowledged = True


class OneAtATime(Worker):
    """SIGTERM and SIGINT let it finish the task in hand."""

    def install_platform_tweaks(self, worker: Worker) -> None:
        for signum in (signal.SIGINT, signal.SIGTERM):
            signal.signal(signum, lambda *_: setattr(state, "should_stop", 0))


@cache
def app() -> Celery:
    """Celery, told to carry the number of a row and nothing else."""
    celery = Celery("tisserand", broker=settings.BROKER_URL, fixups=[], set_as_current=False)
    rabbitmq = settings.BROKER_URL.startswith("amqp")
    redis = {"visibility_timeout": SAID_AGAIN.total_seconds(), "socket_connect_timeout": PATIENCE}
    celery.conf.update(
        task_default_queue=QUEUE,
        task_default_queue_type="quorum" if rabbitmq else "classic",
        task_ignore_result=True,
        # One message at a time, given back if we die with it: nothing waits behind a long task.
        task_acks_late=True,
        worker_prefetch_multiplier=1,
        worker_consumer="tisserand.config.broker:Listener",
        worker_enable_remote_control=False,
        broker_heartbeat=0,  # a long task does not answer them; TCP keeps watch
        broker_connection_timeout=PATIENCE,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_channel_error_retry=True,
        broker_transport_options={"confirm_publish": True} if rabbitmq else redis,
    )
    return celery


def announce_due(now: datetime) -> int:
    """Tell the broker which rows are due and not announced yet; how many.

    When the broker fails, raises what it raised, and the rows are as they were. No lock is held meanwhile;
    what we had taken to announce when we died is announced by another within two minutes.
    """
    due, mark = Job.objects.unannounced(), now - SAID_AGAIN + HURRY
    if not due.exists():  # a plain read: an idle relay takes no lock
        return 0
    with transaction.atomic():
        found = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:AT_ONCE])
        Job.objects.filter(pk__in=found).update(started_at=mark)
    taken = Job.objects.filter(status=TaskResultStatus.READY, pk__in=found, started_at=mark)
    try:
        _publish(found)
    except BaseException:
        taken.update(started_at=None)
        raise
    taken.update(started_at=now)
    return len(found)


def _publish(found: Iterable[UUID]) -> None:
    once = {"max_retries": 1, "interval_start": 0}
    with app().producer_pool.acquire(block=True, timeout=PATIENCE) as producer:
        for pk in found:
            app().send_task(MESSAGE, (str(pk),), producer=producer, retry=True, retry_policy=once)


def forget_lost(now: datetime) -> int:
    """What was announced long ago and still waits will be announced again; how many."""
    return Job.objects.ready().filter(started_at__lt=now - SAID_AGAIN).update(started_at=None)


def relay(stop: threading.Event) -> None:
    """Announce what is due until `stop` is set. A broker that does not answer is waited for."""
    link = app().connection_for_write()
    down = (OperationalError, *link.connection_errors, *link.channel_errors)
    silent, looked = False, timezone.now()
    while not stop.is_set():
        close_old_connections()
        now = timezone.now()
        if now - looked > LOOK_FOR_LOST:
            looked, _ = now, forget_lost(now)
        try:
            pause = jobs.IDLE if announce_due(now) < AT_ONCE else 0
            if silent:
                log.warning("The broker answers again")
            silent = False
        except down as problem:
            if not silent:
                log.warning("The broker does not answer (%s): tasks wait in the database", problem)
            silent, pause = True, PATIENCE
        stop.wait(pause)


def claim(pk: str, worker_id: str) -> Job | None:
    """The row, ours to run; None when there is nothing to run any more, or not yet."""
    with transaction.atomic():
        job = Job.objects.ready().filter(pk=pk).select_for_update().first()
        if job is not None:
            job.claim(worker_id)
    return job


def work() -> int:
    """A Celery worker, one task at a time, until SIGINT or SIGTERM; its exit status."""
    me, stop = jobs.own_name(), threading.Event()

    def run(pk: str) -> None:
        close_old_connections()
        try:
            job = claim(pk, me)
        except DatabaseError as problem:
            time.sleep(jobs.IDLE)
            raise Reject(problem, requeue=True) from problem
        if job is not None:
            jobs.attempt(job, me)

    app().task(name=MESSAGE, Request=LoudRequest)(run)
    signals.setup_logging.connect(lambda **_: None, weak=False)  # ours stays as settings made it
    quiet = {"without_gossip": True, "without_mingle": True, "without_heartbeat": True, "quiet": True}
    # Without Celery's event loop, which may swallow that its consumer was cancelled, and listen to nobody.
    worker = OneAtATime(app=app(), hostname=me, pool="solo", concurrency=1, use_eventloop=False, **quiet)
    with jobs.alive(me):
        announcing = jobs.supervised("relay", relay, stop)
        try:
            worker.start()
        finally:
            stop.set()
            announcing.join()
    return worker.exitcode or 0
