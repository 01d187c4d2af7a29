"""Makers for the day: a running course, visits, questions, and the key of the only line."""

import html
import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import translation

from tisserand.attention.day import day
from tisserand.communities.models import Community
from tisserand.conversations import writing
from tisserand.programmes.models import Cohort, Enrolment, Programme, Step

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def visit(now):
    """`visit(place, 9, 6, 3)`: this member came nine, six and three days ago."""

    def make(place, *days_ago):
        for days in days_ago:
            place.community.record("visited", place.person, at=now - days * DAY)
        place.refresh_from_db()

    return make


@pytest.fixture
def ask(community, now):
    """A question (or another kind of thread) written some hours ago, without mail."""

    def make(person, title="How do I begin?", *, hours=30, kind="question"):
        return writing.start(
            community,
            kind=kind,
            title=title,
            by=person,
            source=f"{title} Tell me.",
            now=now - timedelta(hours=hours),
            notify=False,
        )

    return make


@pytest.fixture
def answer(now):
    def make(thread, person, text="Begin by listening.", *, hours=20):
        at = now - timedelta(hours=hours)
        return writing.reply(thread, by=person, source=text, now=at, notify=False)

    return make


@pytest.fixture
def course(community, now):
    """Three steps due on days 3, 6 and 12 of a cohort that began ten days ago."""
    programme = Programme.objects.create(community=community, name="Leading")
    for position, due_day in enumerate([3, 6, 12], 1):
        Step.objects.create(
            programme=programme,
            position=position,
            title=f"Step {position}",
            due_day=due_day,
            minutes=12,
            link=f"https://course.example.com/{position}",
        )
    return Cohort.objects.create(
        programme=programme, name="Autumn", starts_on=community.today(now) - 10 * DAY
    )


@pytest.fixture
def enrol(course, now):
    def make(place, **values):
        return Enrolment.objects.create(cohort=course, membership=place, enrolled_at=now - 12 * DAY, **values)

    return make


@pytest.fixture
def newcomers(make_person, join, now):
    """`newcomers(3)`: learners called Nina0, Nina1…, greeted long ago, who never came."""

    def make(count, **values):
        return [
            join(
                make_person(f"Nina{index}", "Roy", phone="+33612345678"),
                at=now - 30 * DAY,
                welcomed_at=now - 29 * DAY,
                **values,
            )
            for index in range(count)
        ]

    return make


@pytest.fixture
def lines(community, now):
    """The list now, as (indicator, key) pairs in order."""

    def read(at=now):
        return [(signal.indicator, signal.key) for signal in day(community, at).signals]

    return read


@pytest.fixture
def the_key(lines):
    """The key of the only line."""

    def read():
        (line,) = lines()
        return line[1]

    return read


@pytest.fixture
def settled(cast, now):
    """The cast has been here for long, and was greeted: only what a test makes shows."""
    for place in filter(None, cast.places.values()):
        place.joined_at, place.welcomed_at = now - 90 * DAY, now - 89 * DAY
        place.save()
    return cast


@pytest.fixture
def clock(community, now, monkeypatch):
    """The community's clock stands at `clock.now`, which a test may move."""
    hands = SimpleNamespace(now=now)
    monkeypatch.setattr(Community, "now", lambda self: hands.now)
    return hands


@pytest.fixture
def journal(community):
    """The verbs written by somebody, in order."""

    def read(person):
        return list(community.events.filter(actor=person).order_by("pk").values_list("verb", flat=True))

    return read


@pytest.fixture
def silent(newcomers, enrol):
    """`silent(3)`: so many people who never came."""

    def make(count):
        places = newcomers(count)
        for place in places:
            enrol(place)
        return places

    return make


def words(response):
    """What the page says, without tags."""
    text = re.sub(r"<(script|template).*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def in_place(client, url, data=None):
    send = client.post if data is not None else client.get
    return send(url, data or {}, headers={"HX-Request": "true"})
