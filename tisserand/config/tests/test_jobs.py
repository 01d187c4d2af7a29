import threading
import time
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult, get_date_max

from tisserand.config import jobs
from tisserand.config.models import Job, Pulse

done = []


@task()
def note(word):
    done.append(word)


@task()
def break_down():
    raise ValueError("broken on purpose")


@task(retry_after=(timedelta(0),))
def break_twice():
    raise ValueError("broken on purpose")


@task()
def steal_oneself():
    """While it runs, its worker is taken for dead and another begins it."""
    Job.objects.update(status=TaskResultStatus.READY)
    Job.objects.get().claim("quick")


@pytest.fixture(autouse=True)
def queue(settings, db):
    done.clear()
    settings.TASKS = {"default": {"BACKEND": "tisserand.config.queue.Queue", "QUEUES": []}}
    return DBTaskResult.objects


def left_running(by, since):
    """A task that worker `by` took at `since` and has not finished."""
    result = note.enqueue("again")
    DBTaskResult.objects.filter(pk=result.id).update(
        status=TaskResultStatus.RUNNING, started_at=since, worker_ids=list(by)
    )
    return DBTaskResult.objects.get(pk=result.id)


def test_tasks_run_in_the_order_they_came():
    for word in ("one", "two"):
        note.enqueue(word)
    assert [jobs.work_once("w"), jobs.work_once("w"), jobs.work_once("w")] == [True, True, False]
    assert done == ["one", "two"]


def run_what_waits():
    while jobs.work_once("w"):
        pass


def test_a_task_that_fails_waits_and_the_next_one_runs(queue):
    break_down.enqueue()
    note.enqueue("next")
    before = timezone.now()
    run_what_waits()
    waiting = queue.get(task_path=break_down.module_path)
    assert (done, waiting.status) == (["next"], TaskResultStatus.READY)
    assert "broken on purpose" in waiting.traceback
    assert before < waiting.run_after - timedelta(minutes=1) < timezone.now()


def test_it_is_tried_again_less_and_less_soon_then_no_more(queue):
    break_down.enqueue()
    pauses = []
    while queue.filter(status=TaskResultStatus.READY).exists():
        queue.update(run_after=get_date_max())  # its time has come
        began = timezone.now()
        assert jobs.work_once("w")
        pauses.append(round((queue.get().run_after - began) / timedelta(minutes=1)))
    assert pauses[:-1] == [1, 5, 30, 120]
    assert (queue.get().status, len(queue.get().worker_ids)) == (TaskResultStatus.FAILED, 5)


def test_a_task_says_itself_how_often(queue):
    break_twice.enqueue()
    run_what_waits()
    assert (queue.get().status, len(queue.get().worker_ids)) == (TaskResultStatus.FAILED, 2)


def test_what_another_worker_took_over_is_not_ours_to_end(queue, caplog):
    steal_oneself.enqueue()
    assert jobs.work_once("slow")
    theirs = queue.get()
    assert (theirs.status, theirs.worker_ids) == (TaskResultStatus.RUNNING, ["slow", "quick"])
    assert "given to another worker" in caplog.text


def test_an_idle_worker_asks_one_question_and_takes_no_lock(django_assert_num_queries):
    with django_assert_num_queries(1) as asked:
        jobs.work_once("w")
    assert asked[0]["sql"].startswith("SELECT")


def test_tasks_of_a_dead_worker_go_back_to_the_queue(now):
    jobs.beat("worker:gone", now - timedelta(hours=1))
    result = left_running(["worker:gone"], now - timedelta(hours=1))
    assert jobs.recover(now) == 1
    result.refresh_from_db()
    assert result.status == TaskResultStatus.READY
    while jobs.work_once("w"):
        pass
    assert done == ["again"]


def test_a_long_task_of_a_living_worker_is_left_to_it(now):
    jobs.beat("worker:busy", now - timedelta(seconds=20))
    left_running(["worker:busy"], now - timedelta(hours=3))
    assert jobs.recover(now) == 0


def test_a_worker_that_could_not_note_the_end_lets_go(now, monkeypatch):
    """The database was away for longer than the worker's patience, then both are well again."""
    with jobs.alive("worker:me"):
        jobs.beat("worker:me", now)
        result = left_running(["worker:me"], now - timedelta(minutes=2))
        monkeypatch.setattr(jobs, "in_hand", {result.pk})
        assert jobs.recover(now) == 0
        jobs.in_hand.clear()
        assert jobs.recover(now) == 1


def test_a_task_just_taken_is_left_alone(now):
    left_running(["worker:new"], now - timedelta(seconds=3))
    assert jobs.recover(now) == 0


def test_a_task_whose_workers_keep_dying_is_given_up(now):
    result = left_running([f"worker:{n}" for n in range(jobs.TOO_MANY_DEATHS)], now - timedelta(hours=1))
    assert jobs.recover(now) == 0
    result.refresh_from_db()
    assert result.status == TaskResultStatus.FAILED


def test_who_is_alive_says_so_and_a_worker_that_stops_says_goodbye():
    with jobs.alive("worker:me"), jobs.alive("clock"):
        assert set(Pulse.objects.values_list("name", flat=True)) == {"worker:me", "clock"}
    assert set(Pulse.objects.values_list("name", flat=True)) == {"clock"}


@pytest.mark.django_db(transaction=True)
def test_the_worker_runs_what_comes_and_stops_when_asked():
    stop = threading.Event()
    thread = jobs.supervised("worker", jobs.run, stop)
    note.enqueue("here")
    deadline = time.monotonic() + 10
    while not done and time.monotonic() < deadline:
        time.sleep(0.02)
    stop.set()
    thread.join(10)
    assert (done, thread.is_alive()) == (["here"], False)


def test_a_thread_that_breaks_starts_again(caplog, monkeypatch):
    monkeypatch.setattr(jobs, "FIRST_PAUSE", 0.01)
    stop, starts = threading.Event(), []

    def work(stop):
        starts.append(timezone.now())
        if len(starts) < 3:
            raise ValueError("torn thread")
        stop.set()

    jobs.supervised("worker", work, stop).join(10)
    assert len(starts) == 3
    assert caplog.text.count("torn thread") >= 2
