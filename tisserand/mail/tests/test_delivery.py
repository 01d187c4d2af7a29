import smtplib
import threading
from datetime import time, timedelta

import pytest
from django.db import connection
from django.utils.translation import override

from tisserand.mail import delivery, outbox, words
from tisserand.mail.models import Envelope

from .conftest import Killed

AFTER_THE_LEASE = delivery.LEASE + timedelta(seconds=1)
CLASSES = ["test-necessary", "test-answer", "test-news", "test-encouragement"]
AGAIN = {"test-necessary", "test-answer"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(make_person):
    """She works at any hour: what waits for working hours has its own tests."""
    return make_person("Amina", "Keita", works_on="1234567", works_from=time(0), works_until=time(23, 59))


@pytest.fixture
def later(now):
    """A moment when what was posted now, held or not, is due."""
    return now + timedelta(minutes=2)


def state(envelope):
    envelope.refresh_from_db()
    return envelope.state


def test_a_worker_takes_an_envelope_that_another_one_left(amina, now, server):
    for n in range(4):
        outbox.post("test-answer", amina, now=now, n=n)
    seen_by_both = list(Envelope.objects.values_list("pk", flat=True))
    assert delivery.deliver(seen_by_both[:2], now) == 2
    assert delivery.deliver(seen_by_both, now) == 2
    assert delivery.deliver(seen_by_both, now) == 0
    assert len(server.sent()) == len(set(server.sent())) == 4


def test_of_two_claims_one_wins(amina, now):
    envelope = outbox.post("test-answer", amina, now=now, n=1)
    assert delivery.claim([envelope.pk], now) == [envelope]
    assert delivery.claim([envelope.pk], now) == []
    assert not outbox.withdraw(envelope.pk, now=now)


def test_what_was_gathered_until_the_claim_is_in_the_mail(amina, now, server):
    envelope = outbox.post("test-answers", amina, now=now, key="t", n=1)
    due = now + timedelta(minutes=30)
    stale_view = Envelope.objects.filter(pk=envelope.pk)
    outbox.post("test-answers", amina, now=now, key="t", n=2)
    delivery.deliver(stale_view.values_list("pk", flat=True), due)
    assert server.accepted[0].subject == "About [1, 2]"


@pytest.mark.skipif("sqlite" in connection.vendor, reason="one writer at a time: the processes test does it")
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_mail_once(amina, now, server):
    for n in range(60):
        Envelope.objects.create(kind="test-answer", person=amina, data={"n": n}, created_at=now, due_at=now)
    start, took = threading.Barrier(2), []

    def work():
        start.wait()
        took.append(delivery.deliver_due(now))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(took) == len(server.sent()) == len(set(server.sent())) == 60


@pytest.mark.parametrize("kind", CLASSES)
def test_killed_while_composing_it_goes_again_whatever_it_is(amina, now, later, server, kind):
    envelope = outbox.post(kind, amina, now=now, n=1)
    assert delivery.claim([envelope.pk], later)  # and the worker is no more
    assert delivery.deliver_due(later + timedelta(minutes=4)) == 0
    assert delivery.deliver_due(later + AFTER_THE_LEASE) == 1
    assert (len(server.accepted), state(envelope)) == (1, "sent")


@pytest.mark.parametrize("kind", CLASSES)
def test_killed_between_the_server_and_the_note_the_class_decides(amina, now, later, server, kind):
    envelope = outbox.post(kind, amina, now=now, n=1)
    server.after = Killed()
    with pytest.raises(Killed):
        delivery.deliver_due(later)
    assert (len(server.accepted), state(envelope)) == (1, "claimed")
    server.after = None
    for minutes in (1, 4, 6, 10, 60, 600):
        delivery.deliver_due(later + timedelta(minutes=minutes))
    if kind in AGAIN:
        assert len(server.accepted) == 2
        assert len(set(server.sent())) == 1  # the same Message-ID: a mail reader shows one
        assert state(envelope) == "sent"
    else:
        assert len(server.accepted) == 1
        assert state(envelope) == "uncertain"
        with override("en"):
            assert "may or may not have arrived" in outbox.state_of([envelope.pk])[envelope.pk].words


@pytest.mark.parametrize("kind", CLASSES)
def test_a_line_that_breaks_during_the_sending_is_the_same_unknown(amina, now, later, server, kind):
    envelope = outbox.post(kind, amina, now=now, n=1)
    server.after = smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
    delivery.deliver_due(later)
    assert state(envelope) == ("waiting" if kind in AGAIN else "uncertain")


@pytest.mark.parametrize("kind", CLASSES)
def test_without_a_server_everything_waits_and_nothing_is_counted(amina, now, later, server, kind):
    envelope = outbox.post(kind, amina, now=now, n=1)
    server.closed = ConnectionRefusedError(111, "Connection refused")
    assert delivery.deliver_due(later) == 0
    assert (state(envelope), envelope.attempts) == ("waiting", 0)
    server.closed = None
    assert delivery.deliver_due(later) == 1
    assert state(envelope) == "sent"


@pytest.mark.parametrize("kind", CLASSES)
@pytest.mark.parametrize(
    "refusal",
    [
        smtplib.SMTPRecipientsRefused({"amina@example.com": (450, b"4.2.1 Mailbox busy")}),
        smtplib.SMTPDataError(451, b"4.3.0 Try later"),
        smtplib.SMTPSenderRefused(421, b"Too many connections", "tisserand@localhost"),
    ],
)
def test_a_server_that_says_later_is_asked_again_ever_more_seldom(amina, now, later, server, kind, refusal):
    envelope = outbox.post(kind, amina, now=now, n=1)
    server.before, moment, waits = refusal, later, []
    for _ in range(6):
        assert delivery.deliver_due(moment) == 1
        assert state(envelope) == "waiting"
        waits.append(round((envelope.due_at - moment).total_seconds() / 60))
        assert delivery.deliver_due(envelope.due_at - timedelta(seconds=1)) == 0
        moment = envelope.due_at
    assert waits == [1, 5, 15, 60, 240, 720]
    delivery.deliver_due(moment)
    assert (state(envelope), envelope.problem.partition(":")[0]) == ("failed", "refused")


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (
            smtplib.SMTPRecipientsRefused({"amina@example.com": (550, b"5.1.1 No such user")}),
            "not delivered: this address does not exist",
        ),
        (
            smtplib.SMTPRecipientsRefused({"amina@example.com": (550, b"unknown mailbox")}),
            "not delivered: this address does not exist",
        ),
        (
            smtplib.SMTPRecipientsRefused({"amina@example.com": (550, b"5.7.1 Blocked as spam")}),
            "not delivered: their mail server refused it",
        ),
        (smtplib.SMTPDataError(554, b"5.6.0 No thanks"), "not delivered: their mail server refused it"),
        (smtplib.SMTPNotSupportedError("SMTPUTF8"), "not delivered: their mail server refused it"),
    ],
)
def test_a_server_that_says_no_is_believed_and_the_reason_is_told(amina, now, server, refusal, said):
    envelope = outbox.post("test-answer", amina, now=now, n=1)
    server.before = refusal
    delivery.deliver_due(now)
    assert (state(envelope), envelope.attempts) == ("failed", 1)
    with override("en"):
        assert words.of(envelope) == said
    server.before = None
    assert delivery.deliver_due(now + timedelta(days=2)) == 0


def test_an_envelope_given_back_does_not_stand_in_the_way_of_the_one_that_began_since(amina, now, server):
    first = outbox.post("test-answers", amina, now=now, key="t", n=1)
    due = first.due_at
    assert delivery.claim([first.pk], due)  # and the worker is no more
    second = outbox.post("test-answers", amina, now=due, key="t", n=2)
    assert second.pk != first.pk
    assert delivery.deliver_due(due + AFTER_THE_LEASE) == 1
    assert (state(first), state(second)) == ("sent", "waiting")
    server.before = smtplib.SMTPDataError(451, b"4.3.0 Try later")
    third = outbox.post("test-answers", amina, now=second.due_at, key="u", n=3)
    delivery.deliver_due(third.due_at)
    assert outbox.post("test-answers", amina, now=third.due_at, key="u", n=4).pk != third.pk
    server.before = None
    delivery.deliver_due(third.due_at + timedelta(hours=1))
    assert [message.subject for message in server.accepted] == [
        "About [1]",
        "About [2]",
        "About [3]",
        "About [4]",
    ]


def test_what_somebody_waits_for_leaves_before_older_news(amina, now, server):
    for kind in ("test-news", "test-encouragement", "test-answer", "test-necessary"):
        outbox.post(kind, amina, now=now, n=kind)
    delivery.deliver_due(now + timedelta(minutes=5))
    kinds_sent = [message.extra_headers["X-Tisserand-Kind"] for message in server.accepted]
    assert kinds_sent == ["test-answer", "test-necessary", "test-news", "test-encouragement"]


def test_a_server_that_goes_away_in_mid_batch_leaves_the_rest_as_it_was(amina, now, server):
    rows = [outbox.post("test-answer", amina, now=now, n=n) for n in range(3)]
    server.until = 1
    assert delivery.deliver_due(now) == 3
    assert [(state(row), row.attempts) for row in rows] == [("sent", 1), ("waiting", 0), ("waiting", 0)]
    server.until = None
    assert delivery.deliver_due(now) == 2
    assert len(set(server.sent())) == len(server.sent()) == 3


def test_one_refusal_does_not_stop_the_others(amina, make_person, now, server):
    for n in range(3):
        outbox.post("test-answer", amina, now=now, n=n)
    outbox.post("test-broken", amina, now=now)
    server.before = smtplib.SMTPDataError(554, b"no")
    assert delivery.deliver_due(now, at_most=1) == 1
    server.before = None
    assert delivery.deliver_due(now) == 3
    assert len(server.accepted) == 2


def test_a_mail_that_cannot_be_written_waits_for_who_repairs_it(amina, now, server):
    envelope = outbox.post("test-broken", amina, now=now)
    delivery.deliver_due(now)
    assert (state(envelope), envelope.problem, server.accepted) == ("waiting", "broken", [])


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"email": None}, "no-address"),
        ({"is_active": False}, "no-address"),
        ({"mail_cadence": "none"}, "not-wanted"),
    ],
)
def test_who_left_meanwhile_is_not_written_to(amina, now, server, change, problem):
    envelope = outbox.post("test-answer", amina, now=now, n=1)
    type(amina).objects.update(**change)
    delivery.deliver_due(now)
    assert (state(envelope), envelope.problem, server.accepted) == ("dropped", problem, [])


def test_a_worker_that_comes_back_from_the_dead_does_not_write_over_another(amina, now, server):
    envelope = outbox.post("test-answer", amina, now=now, n=1)
    (ghost,) = delivery.claim([envelope.pk], now)
    delivery.recover(now + AFTER_THE_LEASE)
    assert delivery.claim([envelope.pk], now + AFTER_THE_LEASE)
    assert not delivery._note(ghost, state="failed")
    assert state(envelope) == "claimed"


def test_a_call_does_a_bounded_work_and_the_next_goes_on(amina, now, server):
    for n in range(5):
        outbox.post("test-answer", amina, now=now, n=n)
    assert [delivery.deliver_due(now, at_most=2) for _ in range(4)] == [2, 2, 1, 0]
    assert [message.subject for message in server.accepted] == [f"About [{n}]" for n in range(5)]


def test_a_mail_costs_the_same_however_many_wait(amina, now, server, django_assert_num_queries):
    for n in range(4):
        outbox.post("test-answer", amina, now=now, n=n)
    # Recovery and the list; claim together; then for each mail: hand over and note, in one transaction.
    claim, savepoint = 3, 2
    with django_assert_num_queries(2 + claim + savepoint + 2 + savepoint):
        delivery.deliver_due(now, at_most=1)
    with django_assert_num_queries(2 + claim + savepoint + 3 * (2 + savepoint)):
        delivery.deliver_due(now)
