"""News and encouragement leave in the working hours of who gets them; the rest leaves at once."""

from datetime import UTC, datetime, time, timedelta

import pytest

from tisserand.mail import delivery, outbox
from tisserand.mail.models import Envelope

pytestmark = pytest.mark.django_db
WAIT = ["test-news", "test-digest", "test-encouragement"]
AT_ONCE = ["test-necessary", "test-answer"]
# In Paris.
EVENING, NEXT_DAY = datetime(2026, 11, 24, 20, 0, tzinfo=UTC), datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
FRIDAY_EVENING, MONDAY = datetime(2026, 11, 27, 17, 0, tzinfo=UTC), datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
CHRISTMAS_EVE = datetime(2026, 12, 24, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize("kind", WAIT)
@pytest.mark.parametrize(
    ("posted", "leaves"),
    [
        (EVENING, NEXT_DAY),
        (datetime(2026, 11, 24, 4, 0, tzinfo=UTC), datetime(2026, 11, 24, 8, 0, tzinfo=UTC)),
        (FRIDAY_EVENING, MONDAY),
        (CHRISTMAS_EVE, datetime(2026, 12, 28, 8, 0, tzinfo=UTC)),  # Christmas is a Friday
    ],
)
def test_what_can_wait_waits(make_person, server, kind, posted, leaves):
    envelope = outbox.post(kind, make_person("Amina"), now=posted, n=1)
    assert envelope.due_at == leaves
    assert delivery.deliver_due(leaves - timedelta(seconds=1)) == 0
    assert delivery.deliver_due(leaves) == 1
    assert len(server.accepted) == 1


@pytest.mark.parametrize("kind", AT_ONCE)
def test_what_somebody_waits_for_leaves_at_once(make_person, server, kind):
    assert outbox.post(kind, make_person("Amina"), now=CHRISTMAS_EVE, n=1).due_at == CHRISTMAS_EVE
    assert delivery.deliver_due(CHRISTMAS_EVE) == 1


def test_who_asked_for_it_gets_answers_in_working_hours_too(make_person, server):
    amina = make_person("Amina", answers_wait=True)
    due = {kind: outbox.post(kind, amina, now=EVENING, n=1).due_at for kind in [*AT_ONCE, "test-answers"]}
    assert due == {"test-necessary": EVENING, "test-answer": NEXT_DAY, "test-answers": NEXT_DAY}


@pytest.mark.parametrize(
    ("person", "leaves"),
    [
        ({"works_on": "24", "works_from": time(14)}, datetime(2026, 11, 26, 13, 0, tzinfo=UTC)),
        ({"time_zone": "Pacific/Noumea"}, datetime(2026, 11, 24, 22, 0, tzinfo=UTC)),
        ({"time_zone": "America/Martinique"}, EVENING),
        ({"works_on": ""}, EVENING),  # never: then there is nothing to wait for
        ({"works_on": "1234567", "works_from": time(0), "works_until": time(23, 59)}, EVENING),
    ],
)
def test_the_hours_are_those_of_the_person(make_person, person, leaves):
    assert outbox.post("test-news", make_person("Bao", **person), now=EVENING, n=1).due_at == leaves


@pytest.mark.parametrize(
    ("zone", "posted", "day"),
    [
        ("Europe/Paris", datetime(2026, 7, 14, 10, 0, tzinfo=UTC), 15),
        ("Europe/Brussels", datetime(2026, 7, 14, 10, 0, tzinfo=UTC), 14),
        ("Europe/Brussels", datetime(2026, 7, 21, 10, 0, tzinfo=UTC), 22),
        ("Europe/Paris", datetime(2026, 7, 21, 10, 0, tzinfo=UTC), 21),
        ("UTC", datetime(2026, 7, 14, 10, 0, tzinfo=UTC), 14),
    ],
)
def test_the_holidays_are_those_of_their_country(make_person, zone, posted, day):
    assert outbox.post("test-news", make_person("Bao", time_zone=zone), now=posted, n=1).due_at.day == day


@pytest.mark.parametrize("kind", WAIT)
def test_what_is_late_because_nobody_worked_does_not_leave_in_the_night(make_person, now, server, kind):
    envelope = outbox.post(kind, make_person("Amina"), now=now, n=1)
    assert delivery.deliver_due(EVENING) == 1
    envelope.refresh_from_db()
    assert (envelope.state, envelope.due_at, envelope.attempts) == ("waiting", NEXT_DAY, 0)
    assert server.accepted == []
    delivery.deliver_due(NEXT_DAY)
    assert Envelope.objects.get().state == "sent"
