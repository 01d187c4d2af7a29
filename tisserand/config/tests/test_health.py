from datetime import timedelta

import pytest
from django.utils import timezone

from tisserand.config import health, jobs


@pytest.mark.django_db
def test_all_is_well_when_worker_and_clock_speak(client):
    jobs.beat("worker:a", timezone.now())
    jobs.beat("clock", timezone.now())
    answer = client.get("/health")
    assert (answer.status_code, answer.json()) == (
        200,
        {"ok": True, "database": "ok", "worker": "ok", "clock": "ok"},
    )


@pytest.mark.django_db
def test_a_silent_clock_is_told(client):
    jobs.beat("clock", timezone.now() - timedelta(hours=1))
    answer = client.get("/health")
    assert answer.status_code == 503
    assert answer.json()["clock"].startswith("silent since")


@pytest.mark.django_db
def test_one_living_worker_is_enough(now):
    jobs.beat("worker:dead", now - timedelta(hours=1))
    jobs.beat("worker:alive", now)
    assert health.report(now) == {"database": "ok", "worker": "ok", "clock": "none"}
