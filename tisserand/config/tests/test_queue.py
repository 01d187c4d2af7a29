import time
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django_tasks import task

from tisserand.config import jobs
from tisserand.config.models import Job

done = []


@task()
def note(word, *, times=1):
    done.extend([word] * times)


@task()
def ask_again(word):
    ask_again.enqueue(word)


@pytest.fixture(autouse=True)
def queue(settings, db):
    done.clear()
    settings.TASKS = {"default": {"BACKEND": "tisserand.config.queue.Queue", "QUEUES": []}}


def run_what_waits():
    while jobs.work_once("w"):
        pass


def test_the_same_waits_once():
    first = note.enqueue("bread", times=2)
    assert note.enqueue("bread", times=2).id == first.id
    assert Job.objects.count() == 1
    run_what_waits()
    assert done == ["bread", "bread"]


def test_what_differs_waits_beside_it():
    moment = timezone.now() + timedelta(hours=1)
    note.enqueue("bread")
    for other in (
        lambda: note.enqueue("salt"),
        lambda: note.enqueue("bread", times=2),
        lambda: note.using(run_after=moment).enqueue("bread"),
        lambda: note.using(run_after=moment + timedelta(seconds=1)).enqueue("bread"),
        lambda: note.using(priority=3).enqueue("bread"),
        lambda: ask_again.enqueue("bread"),
    ):
        before = Job.objects.count()
        assert (other().id, Job.objects.count()) == (other().id, before + 1)


def test_asked_while_it_runs_it_runs_again():
    ask_again.enqueue("bread")
    for _ in range(3):
        assert jobs.work_once("w")
    assert Job.objects.successful().count() == 3
    assert Job.objects.ready().count() == 1


def test_one_that_waits_for_its_second_attempt_does_not_stand_for_a_new_one():
    first = note.enqueue("bread")
    Job.objects.update(worker_ids=["w"])
    assert note.enqueue("bread").id != first.id


def test_what_is_rolled_back_was_never_asked_for():
    with transaction.atomic():
        note.enqueue("bread")
        transaction.set_rollback(True)
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_one_that_waits_runs_after_who_asked_again_has_committed(at_once):
    """A worker that came between the asking and the commit would not see what was done."""
    note.enqueue("bread")
    asked, ran = [], []

    def worker():
        connection.ensure_connection()
        while not asked:
            time.sleep(0.01)
        ran.append(jobs.work_once("w"))

    def asker():
        with transaction.atomic():
            note.enqueue("bread")
            asked.append(True)
            assert not done_within(0.3)

    assert at_once(asker, worker) == [None, None]
    run_what_waits()
    assert done == ["bread"]


def done_within(seconds):
    deadline = time.monotonic() + seconds
    while not done and time.monotonic() < deadline:
        time.sleep(0.01)
    return bool(done)


@pytest.mark.django_db(transaction=True)
def test_many_that_ask_at_once_are_all_served(at_once):
    assert at_once(*[lambda: note.enqueue("bread")] * 5) == [None] * 5
    assert 1 <= Job.objects.count() <= 5
    run_what_waits()
    assert set(done) == {"bread"}
