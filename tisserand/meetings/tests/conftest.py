from datetime import timedelta
from email.utils import parseaddr

import pytest
from django.core import mail as sent
from django.utils import translation

from tisserand.mail import outbox
from tisserand.mail.models import Envelope
from tisserand.meetings import planning, signing_up
from tisserand.people.models import Person

DAY = timedelta(days=1)
LEAVES = timedelta(minutes=11)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def at(community, now, monkeypatch, settings):
    """Set the clock of the community and of the wall: `at(moment)`."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    def set_clock(moment=now):
        monkeypatch.setattr("tisserand.communities.models.Community.now", lambda self: moment)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    set_clock()
    return set_clock


@pytest.fixture
def plan(community, cast, now):
    """`plan()` is a session by Ada in three days, by link, telephone and room; every value can be another."""

    def make(**values):
        values = {
            "title": "Opening",
            "kind": "kick-off",
            "starts_at": now + 3 * DAY,
            "minutes": 60,
            "link": "https://meet.example/opening",
            "phone": "+33123456789",
            "phone_code": "4512#",
            "room": "Room 3",
            "by": cast.ada,
            "now": now,
        } | values
        return planning.plan(values.pop("community", community), **values)

    return make


@pytest.fixture
def session(plan):
    return plan()


@pytest.fixture
def come(cast, now):
    """`come(session, "chloe", "phone")`: she says it herself."""

    def come(session, name, said="link", **values):
        place = cast.places[name]
        values = {"by": cast.people[name], "now": now} | values
        return signing_up.answer(session, said, member=place, **values)

    return come


@pytest.fixture
def crowd(make_person, join):
    """`crowd(5)`: as many more members."""
    return lambda count: [join(make_person(f"Member{n}")) for n in range(count)]


@pytest.fixture
def mails():
    """What waits in the outbox, as (kind, first name), in order."""
    waiting = Envelope.objects.select_related("person").order_by("pk")
    return lambda: [(mail.kind, mail.person.given_name) for mail in waiting.filter(state="waiting")]


@pytest.fixture
def leave(now):
    """`leave()`: what is due eleven minutes later leaves; the mails, by first name."""

    def leave(after=LEAVES):
        sent.outbox.clear()
        outbox.deliver_due(now + after)
        names = dict(Person.objects.values_list("email", "given_name"))
        return {names[parseaddr(mail.to[0])[1]]: mail for mail in sent.outbox}

    return leave
