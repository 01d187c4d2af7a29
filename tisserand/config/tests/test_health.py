from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from tisserand.config import health, jobs
from tisserand.mail.inbound.models import Look


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


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("minutes", "told"), [(None, "none"), (3, "ok"), (30, "not read since 2026-11-24 08:30:00 UTC")]
)
def test_a_mail_box_that_stays_shut_is_told_and_takes_nobody_their_pages(settings, client, minutes, told):
    settings.MAIL_IN_IMAP_URL = "imaps://learn:secret@imap.example.com"
    now = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    if minutes:
        Look.objects.create(
            box="learn@imap.example.com:993/INBOX", since=now, read_at=now - timedelta(minutes=minutes)
        )
    assert health.report(now)["mail_box"] == told
    assert client.get("/health").status_code == 200
