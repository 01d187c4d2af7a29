"""Makers for what fell silent: a discussion that three people carried, and somebody whose answer helped."""

import pytest

from tisserand.attention import reviving
from tisserand.attention.day import day
from tisserand.conversations import topics, writing
from tisserand.search import indexing, meaning

from ..conftest import DAY


def read_all():
    while indexing.follow_some():
        pass
    while meaning.learn_some():
        pass


@pytest.fixture
def people(make_person, join, now, community):
    """Four learners here for long; all came two days ago."""
    places = [
        join(make_person(name, "Roy"), at=now - 90 * DAY, welcomed_at=now - 89 * DAY)
        for name in ("Nina", "Paul", "Zoé", "Karim")
    ]
    for place in places:
        community.record("visited", place.person, at=now - 2 * DAY)
    return places


@pytest.fixture(autouse=True)
def said_in_english(community):
    community.language = "en"
    community.save()


@pytest.fixture
def topic(community, cast, now):
    return topics.add(community, "Meetings", by=cast.ada, now=now)


@pytest.fixture
def thread(community, cast, people, now, topic):
    """Chloé, Nina and Paul carried it; it fell silent ten days ago."""
    at = now - 12 * DAY
    thread = writing.start(
        community,
        kind="discussion",
        title="Opening a difficult meeting",
        by=cast.chloe,
        source="How?",
        now=at,
        notify=False,
    )
    for number, person in enumerate([people[0].person, people[1].person, cast.chloe]):
        said = f"I tried {number}."
        writing.reply(thread, by=person, source=said, now=at + (number + 1) * DAY / 2, notify=False)
    thread.topic = topic
    thread.save(update_fields=["topic"])
    return thread


@pytest.fixture
def helped(community, cast, people, now, topic):
    """`helped(place)`: what this member answered to Bao, of the same topic, solved his question."""

    def make(place, title="How long should it last?", *, topic=topic, accept=True):
        asked = writing.start(
            community, kind="question", title=title, by=cast.bao, source="?", now=now - 30 * DAY, notify=False
        )
        asked.topic = topic
        asked.save(update_fields=["topic"])
        post = writing.reply(asked, by=place.person, source="An hour.", now=now - 29 * DAY, notify=False)
        if accept:
            asked.accept(post, by=cast.bao, now=now - 28 * DAY)
        return post

    return make


@pytest.fixture
def the_line(community, thread, now):
    def read():
        (line,) = [one for one in day(community, now).signals if one.indicator == "stalled"]
        return line

    return read


def way(thread, now, name):
    return next(one for one in reviving.proposals(thread, now) if one.way == name)
