import asyncio
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone
from django_tasks import task
from prometheus_client.parser import text_string_to_metric_families

from tisserand.config import jobs, metrics
from tisserand.config.front import Front
from tisserand.config.models import Job, Pulse
from tisserand.config.tests.test_front import Reader, scope
from tisserand.mail.inbound.models import Look
from tisserand.mail.models import Arrival, Envelope

pytestmark = pytest.mark.django_db


@task(retry_after=())
def stumble(number):
    raise ValueError("on purpose")


@task()
def wait(number):
    raise ValueError("on purpose")


@pytest.fixture(autouse=True)
def queue(settings):
    settings.TASKS = {"default": {"BACKEND": "tisserand.config.queue.Queue", "QUEUES": []}}


def read(client, **headers):
    answer = client.get("/metrics", **headers)
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.content.decode())
    return {
        sample.name.removeprefix("tisserand_")
        + "".join(f" {value}" for value in sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


def test_the_queue_is_told(client, now):
    stumble.enqueue(1)
    wait.enqueue(1)
    while jobs.work_once("w"):
        pass
    for number in range(3):
        wait.enqueue(number + 2)
    Job.objects.ready().update(enqueued_at=timezone.now() - timedelta(minutes=5))
    wait.using(run_after=timezone.now() + timedelta(hours=1)).enqueue(9)  # not due: nothing waits
    found = read(client)
    told = ("tasks_ready", "tasks_retrying", "tasks_running", "dead_letters")
    assert [found[name] for name in told] == [3, 1, 0, 1]
    assert 300 <= found["tasks_ready_seconds"] < 400
    assert "tasks_unannounced" not in found


def test_with_a_broker_what_it_has_not_heard_of_is_told(client, settings):
    settings.BROKER_URL = "redis://cache.example.com/1"
    wait.enqueue(1)
    assert read(client)["tasks_unannounced"] == 1


def test_mail_is_told(client, make_person):
    person, now, minutes = make_person("Ada"), timezone.now(), timedelta(minutes=1)
    for state, due, sent in [
        ("waiting", -10, None),
        ("waiting", +10, None),
        ("sent", -10, -5),
        ("sent", -3000, -2990),
        ("failed", -10, None),
        ("uncertain", -10, None),
        ("uncertain", -10, None),
    ]:
        Envelope.objects.create(
            kind="sign-in",
            person=person,
            state=state,
            created_at=now,
            due_at=now + due * minutes,
            sent_at=sent and now + sent * minutes,
        )
    for number, (state, since) in enumerate(
        [("waiting", -2), ("done", -9), ("failed", -9), ("failed", -3000)]
    ):
        Arrival.objects.create(
            digest=number, raw=b"", size=0, state=state, received_at=now + since * minutes, due_at=now
        )
    found = read(client)
    assert {
        name: found[name] for name in found if name.startswith(("mail", "arriv")) and "seconds" not in name
    } == {
        "mail_due": 1,
        "mail_sent_day": 1,
        "mail_trouble failed": 1,
        "mail_trouble uncertain": 2,
        "arrivals_waiting": 1,
        "arrivals_failed_day": 1,
    }
    assert round(found["mail_due_seconds"] / 60) == 10
    assert round(found["arrivals_waiting_seconds"] / 60) == 2


def test_a_mail_box_that_stays_shut_is_told(client, settings):
    settings.MAIL_IN_IMAP_URL = "imaps://learn:secret@imap.example.com"
    assert "mail_box_failures" not in read(client)
    since = timezone.now() - timedelta(minutes=7)
    Look.objects.create(box="learn@imap.example.com:993/INBOX", since=since, failures=6)
    Look.objects.create(box="earlier@imap.example.com:993/INBOX", since=since, failures=900)
    found = read(client)
    assert (found["mail_box_failures"], round(found["mail_box_silent_seconds"] / 60)) == (6, 7)


def test_who_is_alive_is_told(client):
    now = timezone.now()
    for name, ago in [("worker:a", 5), ("worker:b", 50), ("worker:c", 500), ("clock", 30)]:
        Pulse.objects.create(name=name, at=now - timedelta(seconds=ago))
    found = read(client)
    assert found["workers"] == 2
    assert 30 <= found["clock_silent_seconds"] < 90


def test_pages_are_counted_where_they_are_answered(client):
    def application(environ, start_response):
        start_response("503 Service Unavailable", [])
        return [b"later"]

    async def ask():
        front, reader = Front(application, observe=metrics.observe), Reader()
        await front(scope(method="BREW"), reader.receive, reader.send)

    before = read(client).get("request_seconds_count other 5xx", 0)
    asyncio.run(ask())
    assert read(client)["request_seconds_count other 5xx"] == before + 1


def test_a_database_that_does_not_answer_is_told(client, monkeypatch):
    def fail(self):
        raise DatabaseError

    monkeypatch.setattr(metrics.Site, "mail", fail)
    found = read(client)
    assert found["database_up"] == 0
    assert "tasks_ready" not in found


def test_it_costs_a_dozen_questions_whatever_waits(client, django_assert_max_num_queries):
    for number in range(20):
        wait.enqueue(number)
    with django_assert_max_num_queries(16):
        read(client)


@pytest.mark.parametrize(
    ("token", "asked", "status"),
    [
        ("", {}, 200),  # on the machine itself
        ("", {"REMOTE_ADDR": "192.0.2.7"}, 404),
        ("", {"REMOTE_ADDR": "192.0.2.7", "HTTP_AUTHORIZATION": "Bearer "}, 404),
        ("", {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}, 404),  # a proxy on the machine, anybody behind it
        ("", {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 404),
        ("", {"HTTP_X_FORWARDED_PROTO": "https"}, 404),
        ("s3cret", {"REMOTE_ADDR": "192.0.2.7", "HTTP_AUTHORIZATION": "Bearer s3cret"}, 200),
        ("s3cret", {"REMOTE_ADDR": "192.0.2.7", "HTTP_AUTHORIZATION": "Bearer s3cré"}, 404),
        ("s3cret", {"REMOTE_ADDR": "192.0.2.7", "HTTP_AUTHORIZATION": "s3cret"}, 404),
        ("s3cret", {"REMOTE_ADDR": "192.0.2.7"}, 404),
        ("s3cret", {"HTTP_X_FORWARDED_FOR": "192.0.2.7", "HTTP_AUTHORIZATION": "Bearer s3cret"}, 200),
    ],
)
def test_to_others_the_page_is_not_there(client, settings, token, asked, status):
    settings.METRICS_TOKEN = token
    assert client.get("/metrics", **asked).status_code == status


def test_being_signed_in_opens_nothing(as_person, make_person):
    client = as_person(make_person("Inès", is_administrator=True))
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.7").status_code == 404
