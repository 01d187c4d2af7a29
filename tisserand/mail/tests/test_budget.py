"""Encouragement is limited per person and week, from wherever it comes; nothing else ever is."""

import smtplib
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection
from django.utils.translation import override

from tisserand.mail import delivery, outbox
from tisserand.mail.models import Envelope

from .conftest import Killed

pytestmark = pytest.mark.django_db
A_MINUTE = timedelta(minutes=1)
A_WEEK = timedelta(days=7)


@pytest.fixture
def amina(make_person):
    return make_person("Amina", "Keita")


def encourage(person, now, n=1):
    return outbox.post("test-encouragement", person, now=now, n=n)


def encouraged(person, now, server):
    """One has been posted now and has left."""
    before = len(server.accepted)
    envelope = encourage(person, now)
    delivery.deliver_due(now + A_MINUTE)
    assert len(server.accepted) == before + 1
    envelope.refresh_from_db()
    return envelope


def state(envelope):
    envelope.refresh_from_db()
    return envelope.state


def test_two_leave_and_the_third_waits_for_the_first_free_place(amina, now, server):
    first = encouraged(amina, now, server)
    encouraged(amina, now + timedelta(days=1), server)
    third = encourage(amina, now + timedelta(days=2))
    assert third.due_at == first.handed_at + A_WEEK
    with override("en"):
        told = outbox.state_of([third.pk])[third.pk].words
    until = "Tuesday 1 December 2026 at 10:01\u00a0am"
    assert told == f"waits until {until}: this person has had enough encouragement until then"
    assert delivery.deliver_due(third.due_at - A_MINUTE) == 0
    assert delivery.deliver_due(third.due_at) == 1
    assert state(third) == "sent"


def test_a_free_place_in_the_night_is_one_in_the_morning(make_person, now, server):
    early = make_person("Bao", works_on="1234567", works_from=time(0), works_until=time(23, 59))
    for hour in (18, 19):
        encouraged(early, now + timedelta(hours=hour - 10), server)
    early.works_from, early.works_until, early.works_on = time(9), time(17, 30), "12345"
    early.save()
    third = encourage(early, now + timedelta(days=1))
    assert third.due_at == datetime(2026, 12, 2, 8, 0, tzinfo=UTC)  # nine in Paris, the morning after


def test_what_waits_already_takes_a_place(amina, now, server):
    due = [encourage(amina, now, n).due_at for n in range(5)]
    hour = now + A_MINUTE
    assert due == [hour, hour, hour + A_WEEK, hour + A_WEEK, hour + 2 * A_WEEK]


def test_each_person_has_their_own(amina, make_person, now, server):
    for _ in range(2):
        encouraged(amina, now, server)
    assert encourage(make_person("Bao"), now).due_at == now + A_MINUTE


@pytest.mark.parametrize(
    "kind", ["test-necessary", "test-answer", "test-answers", "test-news", "test-digest"]
)
def test_nothing_else_is_limited(amina, now, server, kind):
    for _ in range(2):
        encouraged(amina, now, server)
    before = len(server.accepted)
    for n in range(4):
        outbox.post(kind, amina, now=now, key=f"k{n}", n=n)
    delivery.deliver_due(now + timedelta(hours=3))
    assert len(server.accepted) == before + 4


def test_what_did_not_leave_costs_nothing(amina, now, server):
    taken_back, refused = encourage(amina, now, 1), encourage(amina, now, 2)
    outbox.withdraw(taken_back.pk, now=now)
    server.before = smtplib.SMTPDataError(554, b"No thanks")
    delivery.deliver_due(now + A_MINUTE)
    assert (state(taken_back), state(refused)) == ("dropped", "failed")
    server.before = None
    for _ in range(2):
        encouraged(amina, now + timedelta(hours=1), server)


def test_what_may_have_left_is_counted(amina, now, server):
    for n in range(2):
        encourage(amina, now, n)
    server.after = Killed()
    for minutes in (1, 7):
        with pytest.raises(Killed):
            delivery.deliver_due(now + minutes * A_MINUTE)
    server.after = None
    delivery.recover(now + timedelta(hours=1))
    assert set(Envelope.objects.values_list("state", flat=True)) == {"uncertain"}
    free = Envelope.objects.order_by("handed_at").first().handed_at + A_WEEK
    assert encourage(amina, now + timedelta(hours=1)).due_at == free


def test_the_limit_is_the_sites(settings, amina, now, server):
    settings.ENCOURAGEMENTS_A_WEEK = 3
    for _ in range(3):
        encouraged(amina, now, server)
    assert encourage(amina, now).due_at > now + timedelta(days=6)


def test_a_limit_made_lower_holds_what_already_waits(settings, amina, now, server):
    rows = [encourage(amina, now, n) for n in range(2)]
    settings.ENCOURAGEMENTS_A_WEEK = 1
    delivery.deliver_due(now + A_MINUTE)
    assert [state(row) for row in rows] == ["sent", "waiting"]
    assert (rows[1].attempts, rows[1].problem) == (0, "enough")
    # When the first left, to the millisecond, and a week.
    assert rows[1].due_at == rows[0].handed_at + A_WEEK


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_do_not_go_over_it(make_person, now, server, at_once):
    person = make_person("Bao")
    due = now + A_MINUTE
    rows = Envelope.objects.bulk_create(
        Envelope(kind="test-encouragement", person=person, data={"n": n}, created_at=now, due_at=due)
        for n in range(6)
    )

    def work(row):
        return lambda: delivery.deliver([row.pk], due)

    assert at_once(*[work(row) for row in rows]) == [None] * 6
    states = sorted(Envelope.objects.values_list("state", flat=True))
    assert (states, len(server.accepted)) == (["sent"] * 2 + ["waiting"] * 4, 2)
    connection.close()


def test_it_is_known_before_one_writes(amina, make_person, now, server, django_assert_num_queries):
    bao, zoe = make_person("Bao"), make_person("Zoé")
    for _ in range(2):
        encouraged(amina, now, server)
    encourage(bao, now)
    with django_assert_num_queries(2):
        told = outbox.forecast("test-encouragement", [amina, bao, zoe], now=now + timedelta(hours=1))
    soon = now + timedelta(hours=1) + A_MINUTE
    assert [(told[p.pk].had, told[p.pk].enough) for p in (amina, bao, zoe)] == [
        (2, True),
        (1, False),
        (0, False),
    ]
    assert (told[bao.pk].at, told[zoe.pk].at) == (soon, soon)
    with django_assert_num_queries(0):
        assert outbox.forecast("test-answer", [amina], now=now)[amina.pk].at == now
