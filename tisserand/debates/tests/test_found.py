"""Debates and polls are found by whoever searches."""

import pytest

from tisserand.conversations import writing
from tisserand.debates import arguing
from tisserand.people import held
from tisserand.people.marks import Marks
from tisserand.search import indexing
from tisserand.search.models import Passage


@pytest.fixture
def search(reader, cast, words):
    def ask(asked, kind="", who="chloe"):
        indexing.follow_some()
        page = reader(cast.people[who]).get("/c/distance/search/", {"q": asked, "kind": kind})
        return words(page)

    return ask


def test_a_debate_is_found_by_its_question_and_by_its_arguments(search, debate, place, cast, now):
    arguing.argue(place(1), by=cast.bao, source="One meets around the zygomatic machine.", now=now)
    for asked in ("fixed days", "zygomatic"):
        assert "open until Tuesday 1 December debate" in search(asked, kind="debate")
        assert "open until Tuesday" not in search(asked, kind="question")


def test_a_poll_is_found_alone_and_within_a_conversation(search, open_poll, community, cast, now):
    thread = writing.start(community, kind="discussion", title="Lunch", by=cast.bao, source="?", now=now)
    open_poll(question="Which zygomatic day?", thread=thread)
    open_poll(question="Which zygomatic month?", options=["May", "June"])
    said = search("zygomatic", kind="poll")
    assert "poll · Lunch" in said
    assert "month" in said
    assert "poll · Lunch" in search("Friday")
    writing.delete(thread.posts.get(number=1), by=cast.bao, now=now)
    assert "poll · Lunch" not in search("zygomatic", kind="poll")
    assert "poll · Lunch" in search("zygomatic", kind="poll", who="bao")


def test_who_is_erased_is_not_found_in_a_poll(open_poll, community, cast, now):
    thread = writing.start(community, kind="discussion", title="Lunch", by=cast.bao, source="?", now=now)
    open_poll(question="With Chloé Martin?", options=["Yes, Chloé Martin", "No"], thread=thread)
    indexing.follow_some()
    assert Passage.objects.filter(document__source="poll").exists()
    held.named("votes").erase(cast.chloe, Marks.of(cast.chloe), now)
    assert not [one for one in Passage.objects.values() if "martin" in str(one).lower()]
