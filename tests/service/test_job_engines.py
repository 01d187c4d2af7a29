"""One contract for all engines (the database; Celery over Redis, over RabbitMQ), with real processes."""

import os
import secrets
import signal
import sys
import time
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction

from tisserand.config.models import Job

from .cable import Cable
from .errands import fail_at_first, linger, note, take_time, written

pytestmark = [pytest.mark.service, pytest.mark.django_db(transaction=True)]
BROKERS = {"redis": "TISSERAND_TEST_REDIS", "rabbitmq": "TISSERAND_TEST_RABBITMQ"}


def address_of(name):
    if not (address := os.environ.get(BROKERS[name], "")):
        pytest.skip(f"{BROKERS[name]} names no {name}: `make test` finds or starts one")
    return address


def database_url():
    """The database of this test, for other processes."""
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{known['NAME']}"
    who = known["USER"] + (f":{known['PASSWORD']}" if known["PASSWORD"] else "")
    return f"postgres://{who}@{known['HOST']}:{known['PORT'] or 5432}/{known['NAME']}"


def until(condition, *processes, seconds=120):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "\n".join(process.said() for process in processes)
        time.sleep(0.05)


def forget(broker, queue):
    """Leave nothing of ours in a broker that others use."""
    from kombu import Connection

    with Connection(broker) as link, link.channel() as channel:
        channel.queue_delete(queue)
        channel.exchange_delete(queue)
        if broker.startswith("redis"):
            channel.client.delete(*channel.client.keys(f"*{queue}*"), "nothing")


class Site:
    """Processes that share one database and, with an engine of many nodes, one queue of a broker."""

    def __init__(self, start, broker, folder):
        self.start, self.broker, self.diary = start, broker, str(folder / "diary")
        self.queue = f"tisserand-test-{secrets.token_hex(4)}"

    def run(self, command, **env):
        env |= {"DATABASE_URL": database_url(), "JOBS_QUEUE": self.queue, "TISSERAND_LOG_LEVEL": "WARNING"}
        if self.broker:
            env.setdefault("TISSERAND_BROKER_URL", self.broker)
        return self.start([sys.executable, "-m", "tests.service.job_site", command], **env)

    def wrote(self):
        return written(self.diary)


@pytest.fixture(autouse=True)
def real_queue(settings):
    settings.TASKS = {"default": {"BACKEND": "tisserand.config.queue.Queue", "QUEUES": []}}


@pytest.fixture(params=["database", "redis", "rabbitmq"])
def site(request, transactional_db, start, tmp_path):
    broker = "" if request.param == "database" else address_of(request.param)
    site = Site(start, broker, tmp_path)
    yield site
    if broker:
        forget(broker, site.queue)


@pytest.fixture(params=["redis", "rabbitmq"])
def wired(request, transactional_db, start, tmp_path):
    """A site whose broker is at the end of a cable."""
    broker = urlsplit(address_of(request.param))
    cable = Cable((broker.hostname, broker.port))
    who = f"{broker.username}:{broker.password}@" if broker.username else ""
    site = Site(start, f"{broker.scheme}://{who}127.0.0.1:{cable.port}{broker.path}", tmp_path)
    site.cable = cable
    yield site
    cable.cut()
    forget(broker.geturl(), site.queue)


def test_what_is_committed_runs_once_and_what_is_rolled_back_never(site):
    worker = site.run("worker")
    with transaction.atomic():
        note.enqueue(site.diary, "never")
        transaction.set_rollback(True)
    for number in range(20):
        note.enqueue(site.diary, number)
    until(lambda: Job.objects.successful().count() == 20, worker)
    assert sorted(site.wrote(), key=int) == [str(number) for number in range(20)]


def test_what_a_killed_worker_had_in_hand_is_done_by_another(site):
    linger.enqueue(site.diary)
    workers = {process.popen.pid: process for process in (site.run("worker"), site.run("worker"))}
    until(site.wrote, *workers.values())
    first = int(site.wrote()[0])
    os.kill(first, signal.SIGKILL)
    [second] = workers.keys() - {first}
    until(lambda: "ended" in site.wrote(), workers[second])
    assert site.wrote() == [str(first), str(second), "ended"]
    until(lambda: Job.objects.successful().exists())
    assert Job.objects.get().attempts == 2


def test_a_task_that_fails_is_tried_again_after_its_pause(site):
    fail_at_first.enqueue(site.diary, 2)
    worker = site.run("worker")
    until(lambda: "done" in site.wrote(), worker)
    first, second, third = map(float, site.wrote()[:3])
    assert min(second - first, third - second) >= 1
    until(lambda: Job.objects.successful().exists(), worker)
    assert worker.said().count("failed, next attempt") == 2


def test_after_its_last_attempt_it_can_be_read_and_replayed(site):
    fail_at_first.enqueue(site.diary, 3)
    worker = site.run("worker")
    until(Job.objects.failed().exists, worker)
    dead = Job.objects.get()
    assert (dead.attempts, dead.problem, len(site.wrote())) == (3, "ValueError: not yet", 3)
    assert "Traceback" in dead.traceback
    dead.replay()
    until(lambda: "done" in site.wrote(), worker)
    until(Job.objects.successful().exists, worker)


def test_two_clocks_fire_each_moment_once(site):
    began = str(time.time())
    worker, *clocks = site.run("worker"), *[site.run("clock", JOBS_BEGAN=began) for _ in range(2)]

    def fired(clock):
        return [line for line in clock.said().splitlines() if line.startswith("fired")]

    until(lambda: all(len(fired(clock)) >= 2 for clock in clocks), worker, *clocks)
    until(lambda: Job.objects.successful().count() >= 3, worker, *clocks)
    moments = [line for clock in clocks for line in fired(clock)]
    assert len(moments) == len(set(moments))


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_a_worker_told_to_stop_finishes_the_task_in_hand(site, signum):
    take_time.enqueue(site.diary, 2)
    worker = site.run("worker")
    until(site.wrote, worker)
    status, _ = worker.stop(signum)
    assert (status, site.wrote(), "Traceback" in worker.said()) == (0, ["began", "ended"], False)
    assert Job.objects.successful().count() == 1


def test_a_broker_that_is_down_when_the_act_commits_loses_nothing(wired):
    wired.cable.cut()
    note.enqueue(wired.diary, "before")
    worker = wired.run("worker")
    worker.wait_until_it_says("The broker does not answer")
    note.enqueue(wired.diary, "during")
    wired.cable.mend()
    until(lambda: len(wired.wrote()) == 2, worker)
    assert sorted(wired.wrote()) == ["before", "during"]
    wired.cable.cut()
    note.enqueue(wired.diary, "again")
    time.sleep(2)
    wired.cable.mend()
    until(lambda: len(wired.wrote()) == 3, worker)


@pytest.mark.parametrize("mended", ["during it", "after its end"])
def test_a_wire_cut_during_a_task_does_not_run_it_twice(wired, mended):
    take_time.enqueue(wired.diary, 3)
    worker = wired.run("worker")
    until(wired.wrote, worker)
    wired.cable.cut()
    if mended == "after its end":  # its acknowledgement fails
        until(Job.objects.successful().exists, worker)
        time.sleep(1)
    wired.cable.mend()
    until(Job.objects.successful().exists, worker)
    note.enqueue(wired.diary, "next")
    until(lambda: "next" in wired.wrote(), worker)
    assert wired.wrote() == ["began", "ended", "next"]


def test_what_a_broker_forgot_is_said_again(wired):
    """Announced to a queue that nobody read, then gone with all the broker knew."""
    first = wired.run("worker", JOBS_SAID_AGAIN="3")
    take_time.enqueue(wired.diary, 4)
    until(wired.wrote, first)
    note.enqueue(wired.diary, "forgotten")
    until(lambda: Job.objects.ready().exclude(started_at=None).exists(), first)
    forget(wired.broker, wired.queue)
    until(lambda: "forgotten" in wired.wrote(), first)
    until(lambda: Job.objects.successful().count() == 2, first)
