from datetime import UTC, datetime, timedelta

import pytest
from cronsim import CronSim
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from tisserand.config import clock
from tisserand.config.models import Beat
from tisserand.config.schedule import SCHEDULE


@task()
def ring():
    pass


HOURLY = [("0 * * * *", ring)]
RING = "tisserand.config.tests.test_clock.ring"


@pytest.fixture(autouse=True)
def queue(settings, db):
    """The real queue: what is enqueued can be counted."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
    return DBTaskResult.objects


@pytest.mark.parametrize(
    ("cron", "now", "due"),
    [
        ("*/15 * * * *", "2026-11-24T09:14:59", "2026-11-24T09:00"),
        ("*/15 * * * *", "2026-11-24T09:15:00", "2026-11-24T09:15"),
        ("40 3 * * *", "2026-11-24T02:39:00", "2026-11-23T02:40"),  # 3.40 in Paris is 2.40 UTC in winter
        ("40 3 * * *", "2026-07-24T02:39:00", "2026-07-24T01:40"),  # and 1.40 UTC in summer
    ],
)
def test_the_last_due_moment_is_on_the_clock_of_the_site(cron, now, due):
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert clock.last_due(cron, moment) == datetime.fromisoformat(due).replace(tzinfo=UTC)


def test_a_line_fires_once_per_moment_and_again_at_the_next(now, queue):
    assert clock.fire_due(HOURLY, now) == [RING]
    assert clock.fire_due(HOURLY, now + timedelta(minutes=59)) == []
    assert clock.fire_due(HOURLY, now + timedelta(minutes=60)) == [RING]
    assert queue.filter(task_path=RING).count() == 2


def test_missed_moments_are_made_up_by_one(now, queue):
    clock.fire_due(HOURLY, now)
    assert clock.fire_due(HOURLY, now + timedelta(days=3)) == [RING]
    assert queue.count() == 2


def test_a_clock_that_runs_behind_fires_nothing_again(now, queue):
    clock.fire_due(HOURLY, now)
    assert clock.fire_due(HOURLY, now - timedelta(hours=2)) == []


def test_what_cannot_be_enqueued_is_not_noted_as_fired(now, settings):
    settings.TASKS = {"default": {"BACKEND": "no.such.Backend"}}
    with pytest.raises(Exception, match="no"):
        clock.fire_due(HOURLY, now)
    assert not Beat.objects.exists()


def test_once_known_to_be_fired_the_database_is_left_in_peace(now, django_assert_num_queries):
    seen = {}
    clock.fire_due(HOURLY, now, seen)
    with django_assert_num_queries(0):
        clock.fire_due(HOURLY, now + timedelta(minutes=5), seen)


@pytest.mark.django_db(transaction=True)
def test_of_many_clocks_one_fires(now, queue, at_once):
    fired = []

    def tick():
        fired.extend(clock.fire_due(HOURLY, now))

    assert at_once(tick, tick, tick, tick) == [None] * 4
    assert (fired, queue.count()) == ([RING], 1)


@pytest.mark.parametrize("line", SCHEDULE, ids=clock.name_of)
def test_each_line_of_the_schedule_can_be_read(line, now):
    assert next(CronSim(line[0], now)) > now
    assert clock.name_of(line).startswith("tisserand.")


def test_no_task_is_listed_twice():
    names = [clock.name_of(line) for line in SCHEDULE]
    assert len(names) == len(set(names))
