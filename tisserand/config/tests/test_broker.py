"""What is said to the broker, and when. The engines as a whole: tests/service/test_job_engines.py."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django_tasks import task

from tisserand.config import broker, jobs
from tisserand.config.models import Job

said = []


class Deaf(Exception):
    pass


@task()
def note(word):
    pass


@pytest.fixture(autouse=True)
def queue(settings, db, monkeypatch):
    """A broker that lives in this process (Celery's own, for tests)."""
    said.clear()
    settings.TASKS = {"default": {"BACKEND": "tisserand.config.queue.Queue", "QUEUES": []}}
    settings.BROKER_URL = "memory://"
    broker.app.cache_clear()
    yield
    heard()  # it outlives the test
    broker.app.cache_clear()


def heard():
    """The rows that the broker was told of since the last time."""
    rows = []
    with broker.app().connection_for_read() as link:
        queue = link.SimpleQueue(broker.QUEUE)
        while queue.qsize():
            message = queue.get_nowait()
            message.ack()
            rows += Job.objects.filter(pk=message.payload[0][0]).values_list(
                "args_kwargs__args__0", flat=True
            )
        queue.close()
    return rows


def test_what_is_due_is_said_once():
    now = timezone.now()
    note.enqueue("bread")
    note.using(run_after=now + timedelta(hours=1)).enqueue("salt")
    assert (broker.announce_due(now), heard()) == (1, ["bread"])
    assert (broker.announce_due(now), heard()) == (0, [])
    Job.objects.filter(run_after__gt=now, run_after__lt=now + timedelta(days=1)).update(run_after=now)
    assert (broker.announce_due(now), heard()) == (1, ["salt"])


def test_what_was_announced_still_stands_for_the_same_asked_again():
    first = note.enqueue("bread")
    broker.announce_due(timezone.now())
    assert note.enqueue("bread").id == first.id


def test_what_was_said_long_ago_and_still_waits_is_said_again():
    now = timezone.now()
    note.enqueue("bread")
    broker.announce_due(now)
    assert broker.forget_lost(now + timedelta(minutes=9)) == 0
    assert broker.forget_lost(now + timedelta(minutes=11)) == 1
    assert broker.announce_due(now + timedelta(minutes=11)) == 1
    assert heard() == ["bread", "bread"]


def test_a_broker_that_fails_leaves_the_rows_as_they_were(monkeypatch):
    note.enqueue("bread")

    def fail(found):
        raise Deaf

    monkeypatch.setattr(broker, "_publish", fail)
    with pytest.raises(Deaf):
        broker.announce_due(timezone.now())
    assert Job.objects.unannounced().count() == 1


def test_what_a_relay_had_taken_when_it_died_is_said_within_two_minutes(monkeypatch):
    now = timezone.now()
    note.enqueue("bread")
    with monkeypatch.context() as patch:
        patch.setattr(broker, "_publish", lambda found: said.append(Job.objects.get(pk=found[0]).started_at))
        broker.announce_due(now)
    Job.objects.update(started_at=said[0])  # as it was when it spoke
    assert broker.forget_lost(now + timedelta(seconds=30)) == 0
    assert broker.forget_lost(now + timedelta(seconds=61)) == 1


def test_a_message_said_twice_finds_nothing_to_run():
    pk = note.enqueue("bread").id
    assert broker.claim(pk, "w").attempts == 1
    assert broker.claim(pk, "v") is None


def test_a_message_of_before_does_not_bring_the_next_attempt_forward():
    pk = note.enqueue("bread").id
    Job.objects.update(run_after=timezone.now() + timedelta(minutes=1), worker_ids=["w"])
    assert broker.claim(pk, "v") is None


def test_the_worker_of_the_database_and_celery_s_take_from_the_same_queue():
    pk = note.enqueue("bread").id
    broker.announce_due(timezone.now())
    assert jobs.work_once("w")
    assert broker.claim(pk, "v") is None


@pytest.mark.django_db(transaction=True)
def test_no_lock_is_held_while_the_broker_is_spoken_to(monkeypatch):
    note.enqueue("bread")
    monkeypatch.setattr(broker, "_publish", lambda found: said.append(connection.in_atomic_block))
    broker.announce_due(timezone.now())
    with transaction.atomic():
        assert connection.in_atomic_block
    assert said == [False]


def test_with_nothing_to_say_one_question_is_asked(django_assert_num_queries):
    with django_assert_num_queries(1) as asked:
        broker.announce_due(timezone.now())
    assert asked[0]["sql"].startswith("SELECT")
