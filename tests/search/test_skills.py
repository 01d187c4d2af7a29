"""A search narrows to a skill: to what is said under the topics that are about it."""

import pytest

from tisserand.conversations import ordering, topics
from tisserand.search import indexing

WORD = "camera"


@pytest.fixture
def skill(community, cast, write, now):
    meetings = topics.add(community, "Meetings", by=cast.ada, now=now)
    ordering.sort(write("Camera off in meetings", "Nobody turns it on."), meetings, by=cast.ada, now=now)
    write("A camera for the workshop", "Which one?")
    while indexing.follow_some():
        pass
    return topics.add_skill(meetings, "Listening", by=cast.ada, now=now)


def found(client, **asked):
    page = client.get("/c/distance/search/", {"q": WORD, **asked})
    return page, [one.thing["thread"].title for one in page.context["results"].page]


def test_it_narrows_to_a_skill(as_person, cast, skill):
    page, titles = found(as_person(cast.bao), skill=skill.pk)
    assert titles == ["Camera off in meetings"]
    assert "Listening" in page.content.decode()
    assert len(found(as_person(cast.bao))[1]) == 2


@pytest.mark.parametrize("asked", ["0", "x", "-7", "9" * 40])
def test_a_skill_that_is_none_is_left_aside(as_person, cast, skill, asked):
    assert len(found(as_person(cast.bao), skill=asked)[1]) == 2


def test_without_skills_there_is_no_such_filter(as_person, cast, write):
    write("Camera off in meetings", "Nobody turns it on.")
    assert "skill" not in found(as_person(cast.bao))[0].context["form"].fields
