from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import override

from tisserand.mail import kinds, outbox
from tisserand.mail.kinds import Class
from tisserand.mail.models import Envelope

pytestmark = pytest.mark.django_db

# In Paris: Tuesday 24 November 2026, ten in the morning.
NEXT_MORNING = datetime(2026, 11, 25, 7, 0, tzinfo=UTC)
NEXT_MONDAY = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)
AN_HOUR = timedelta(hours=1)  # news waits for nine, when their day begins


@pytest.fixture
def amina(make_person):
    return make_person("Amina", "Keita")


@pytest.fixture
def at_any_hour(amina):
    """For tests that live in the present: Amina works whenever they run."""
    amina.works_on, amina.works_from, amina.works_until = "1234567", time(0), time(23, 59)
    amina.save()


def minutes(number):
    return timedelta(minutes=number)


def test_a_mail_waits_with_its_ids_and_leaves_when_due(amina, now):
    envelope = outbox.post("test-answer", amina, now=now, n=7)
    assert (envelope.state, envelope.data, envelope.items, envelope.due_at) == (
        "waiting",
        {"n": 7},
        [{"n": 7}],
        now,
    )
    assert outbox.deliver_due(now - timedelta(seconds=1)) == 0
    assert outbox.deliver_due(now) == 1
    assert outbox.deliver_due(now) == 0
    assert [message.subject for message in mail.outbox] == ["About [7]"]
    envelope.refresh_from_db()
    assert (envelope.state, envelope.subject, envelope.attempts, envelope.problem) == (
        "sent",
        "About [7]",
        1,
        "",
    )
    assert envelope.sent_at - now < timedelta(seconds=5)


def test_who_has_no_address_gets_nothing(make_person, now):
    assert outbox.post("test-necessary", make_person("Odile", email=None), now=now) is None
    assert not Envelope.objects.exists()


@pytest.mark.parametrize(
    ("kind", "posted"),
    [("test-necessary", True), ("test-answer", False), ("test-digest", False), ("test-encouragement", False)],
)
def test_who_asked_for_nothing_gets_what_is_necessary(make_person, now, kind, posted):
    quiet = make_person("Bao", mail_cadence="none")
    assert (outbox.post(kind, quiet, now=now, n=1) is not None) == posted


def test_a_kind_nobody_named_is_a_mistake(amina, now):
    with pytest.raises(KeyError):
        outbox.post("no-such-kind", amina, now=now)


def test_a_kind_has_one_owner():
    def compose(envelope):
        return None

    compose.__module__ = "elsewhere"
    with pytest.raises(ValueError, match="taken"):
        kinds.kind("sign-in", Class.NEWS)(compose)


def test_what_gathers_comes_in_one_mail(amina, make_person, now):
    first = outbox.post("test-answers", amina, now=now, key="thread-1", n=1)
    second = outbox.post("test-answers", amina, now=now + minutes(20), key="thread-1", n=2)
    outbox.post("test-answers", amina, now=now, key="thread-2", n=8)
    outbox.post("test-answers", make_person("Bao"), now=now, key="thread-1", n=9)
    assert (first.pk, second.due_at) == (second.pk, now + minutes(30))
    assert outbox.deliver_due(now + minutes(29)) == 0
    assert outbox.deliver_due(now + minutes(30)) == 3
    assert sorted(message.subject for message in mail.outbox) == ["About [1, 2]", "About [8]", "About [9]"]


def test_after_it_left_another_one_begins(amina, now):
    first = outbox.post("test-answers", amina, now=now, key="t", n=1)
    outbox.deliver_due(now + minutes(30))
    second = outbox.post("test-answers", amina, now=now + minutes(31), key="t", n=2)
    assert second.pk != first.pk
    assert (second.items, second.due_at) == ([{"n": 2}], now + minutes(61))


def test_what_is_posted_to_each_is_what_is_posted_to_one_after_the_other(make_person, now):
    """Whatever they asked for, and whether something waits for them already."""
    values = [
        {},
        {"mail_cadence": "daily"},
        {"mail_cadence": "none"},
        {"email": None},
        {"language": "fr"},
        {},
    ]
    people = [make_person(f"P{number}", **some) for number, some in enumerate(values)]
    outbox.post("test-digest", people[5], now=now, key="k", n=1)

    def post_each():
        outbox.post_each("test-digest", people, now=now + minutes(1), key="k", n=2)

    def one_by_one():
        for person in people:
            outbox.post("test-digest", person, now=now + minutes(1), key="k", n=2)

    def left_by(act):
        with transaction.atomic():
            act()
            rows = Envelope.objects.order_by("person").values_list(
                "person", "kind", "key", "data", "state", "created_at", "due_at", "problem"
            )
            found = list(rows)
            transaction.set_rollback(True)
        return found

    each, one = left_by(post_each), left_by(one_by_one)
    assert each == one
    assert [row[3] for row in each] == [{"items": [{"n": 2}]}] * 3 + [{"items": [{"n": 1}, {"n": 2}]}]


@pytest.mark.django_db(transaction=True)
def test_three_who_post_to_the_same_people_at_once_lose_nothing(make_person, now, at_once):
    people = [make_person(f"P{number}") for number in range(12)]
    outbox.post("test-digest", people[3], now=now, n=0)

    def post(n):
        return lambda: outbox.post_each("test-digest", people[n:][::-1], now=now, n=n)

    assert at_once(post(1), post(2), post(3)) == [None] * 3
    found = dict(Envelope.objects.values_list("person", "data"))
    told = {person.given_name: sorted(one["n"] for one in found[person.pk]["items"]) for person in people[1:]}
    assert told == {"P1": [1], "P2": [1, 2], "P3": [0, 1, 2, 3]} | {f"P{n}": [1, 2, 3] for n in range(4, 12)}
    assert len(found) == 11


def test_what_gathers_without_a_key_gathers_all(amina, now):
    ids = {outbox.post("test-digest", amina, now=now, n=n).pk for n in range(3)}
    assert Envelope.objects.get(pk__in=ids).data == {"items": [{"n": 0}, {"n": 1}, {"n": 2}]}


@pytest.mark.parametrize(
    ("cadence", "kind", "due"),
    [
        ("each", "test-answer", timedelta()),
        ("daily", "test-answer", timedelta()),
        ("weekly", "test-answer", timedelta()),
        ("each", "test-answers", minutes(30)),
        ("daily", "test-answers", NEXT_MORNING),
        ("weekly", "test-answers", NEXT_MONDAY),
        ("each", "test-digest", minutes(120)),
        ("daily", "test-digest", NEXT_MORNING + AN_HOUR),
        ("weekly", "test-digest", NEXT_MONDAY + AN_HOUR),
        ("weekly", "test-encouragement", timedelta(seconds=60)),
        ("weekly", "test-necessary", timedelta()),
    ],
)
def test_each_keeps_their_rhythm(make_person, now, cadence, kind, due):
    person = make_person("Bao", mail_cadence=cadence)
    expected = due if isinstance(due, datetime) else now + due
    assert outbox.post(kind, person, now=now, n=1).due_at == expected


def test_the_morning_is_that_of_the_person(make_person, now):
    far = make_person("Bao", mail_cadence="daily", time_zone="Pacific/Noumea")
    # Ten in Paris is eight in the evening in Nouméa, eleven hours ahead of UTC.
    assert outbox.post("test-answers", far, now=now, n=1).due_at == datetime(2026, 11, 24, 21, 0, tzinfo=UTC)


def test_just_before_eight_it_still_gathers_for_its_while(make_person):
    early = datetime(2026, 11, 24, 6, 50, tzinfo=UTC)
    person = make_person("Bao", mail_cadence="daily")
    assert outbox.post("test-answers", person, now=early, n=1).due_at == early + minutes(30)


def test_the_morning_after_the_clocks_changed_is_still_eight(make_person):
    saturday = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)
    person = make_person("Bao", mail_cadence="daily")
    assert outbox.post("test-answers", person, now=saturday, n=1).due_at == datetime(
        2026, 3, 29, 6, 0, tzinfo=UTC
    )


def test_a_held_mail_can_be_taken_back(amina, now):
    envelope = outbox.post("test-encouragement", amina, now=now, n=1)
    assert outbox.deliver_due(now + timedelta(seconds=59)) == 0
    assert outbox.withdraw(envelope.pk, now=now + timedelta(seconds=59))
    assert not outbox.withdraw(envelope.pk, now=now + timedelta(seconds=59))
    assert outbox.deliver_due(now + minutes(5)) == 0
    assert mail.outbox == []


def test_what_has_left_is_not_taken_back(amina, now):
    envelope = outbox.post("test-encouragement", amina, now=now, n=1)
    outbox.deliver_due(now + minutes(1))
    assert not outbox.withdraw(envelope.pk, now=now + minutes(1))


def test_one_thing_is_taken_out_of_what_was_gathered(amina, now):
    for n in (1, 2):
        envelope = outbox.post("test-answers", amina, now=now, key="t", n=n)
    assert not outbox.withdraw(envelope.pk, now=now, n=3)
    assert outbox.withdraw(envelope.pk, now=now, n=1)
    envelope.refresh_from_db()
    assert (envelope.state, envelope.items) == ("waiting", [{"n": 2}])
    assert outbox.withdraw(envelope.pk, now=now, n=2)
    envelope.refresh_from_db()
    assert envelope.state == "dropped"


@transaction.atomic
def failing_act(person, now):
    outbox.post("test-answer", person, now=now, n=0)
    raise ZeroDivisionError


def test_an_act_that_failed_sends_nothing(amina, now):
    with pytest.raises(ZeroDivisionError):
        failing_act(amina, now)
    assert not Envelope.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_mail_leaves_when_the_act_is_committed(amina, at_any_hour):
    now = timezone.now()
    with transaction.atomic():
        for n in range(3):
            outbox.post("test-answer", amina, now=now, n=n)
        assert mail.outbox == []
        assert len(connection.run_on_commit) == 1
        outbox.post("test-encouragement", amina, now=now, n=9)
        assert len(connection.run_on_commit) == 2  # what is held wakes the worker in its own time
    assert [message.subject for message in mail.outbox] == ["About [0]", "About [1]", "About [2]"]


@pytest.mark.django_db(transaction=True)
def test_an_act_undone_inside_another_does_not_silence_the_rest(amina):
    now = timezone.now()
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError):
            failing_act(amina, now)
        outbox.post("test-answer", amina, now=now, n=1)
    assert [message.subject for message in mail.outbox] == ["About [1]"]


@pytest.mark.django_db(transaction=True)
def test_a_held_mail_wakes_the_worker_when_its_time_has_come(amina, now, settings):
    from django_tasks_db.models import DBTaskResult

    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
    outbox.post("test-encouragement", amina, now=now, n=1)
    task = DBTaskResult.objects.get()
    assert (task.task_path, task.run_after) == (
        "tisserand.mail.tasks.deliver_outbox",
        now + timedelta(seconds=60),
    )


def test_what_became_of_mails_is_told_in_one_query(amina, now, django_assert_num_queries):
    sent = outbox.post("test-answer", amina, now=now, n=1)
    stale = outbox.post("test-stale", amina, now=now)
    outbox.deliver_due(now)
    waiting = outbox.post("test-answers", amina, now=now, n=1)
    with override("en"), django_assert_num_queries(1):
        traces = outbox.state_of([sent.pk, stale.pk, waiting.pk, 10**9])
    assert {pk: trace.words for pk, trace in traces.items()} == {
        sent.pk: "sent on Tuesday 24 November 2026 at 10\u00a0am",
        stale.pk: "not sent: it had been read on the site, or had lost its reason",
        waiting.pk: "leaves on Tuesday 24 November 2026 at 10:30\u00a0am",
    }
    assert [traces[pk].state for pk in (sent.pk, stale.pk, waiting.pk)] == ["sent", "dropped", "waiting"]
    assert outbox.state_of([]) == {}
