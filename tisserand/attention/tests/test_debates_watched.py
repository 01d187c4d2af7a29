"""Debates in the day of who leads them, and on the page of who may take part."""

from datetime import timedelta

import pytest
from django.utils import translation

from tisserand.attention.day import day
from tisserand.attention.today import today
from tisserand.conversations import writing
from tisserand.debates import closing, concluding, opening, taking, voting

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def open_debate(community, cast, now):
    def make(question="Two fixed days?", closes_at=now + 7 * DAY):
        said = {"question": question, "source": "?", "positions": ["Yes", "No"], "closes_at": closes_at}
        return opening.open_debate(community, by=cast.ada, now=now, **said)

    return make


def found(community, at):
    return [
        (signal.indicator, signal.thread.title, signal.why)
        for signal in day(community, at).signals
        if signal.section == "debate"
    ]


def test_a_debate_that_closes_within_two_days(community, cast, open_debate, now):
    debate = open_debate()
    assert found(community, now + 5 * DAY - HOUR) == []
    taking.take(debate.positions.get(number=1), by=cast.chloe, now=now)
    assert found(community, now + 5 * DAY) == [
        ("debate_closing", "Two fixed days?", "closes in 2 days; one person took position")
    ]
    assert found(community, now + 7 * DAY - HOUR)[0][2] == "closes in 1 h; one person took position"


def test_a_closed_debate_waits_for_its_outcome_until_it_is_written(community, cast, open_debate, now):
    debate, at = open_debate(), now + 10 * DAY
    assert found(community, at) == [
        (
            "outcome_due",
            "Two fixed days?",
            "closed 3 days ago, and what it came to is not written; nobody has taken position",
        )
    ]
    concluding.conclude(debate, by=cast.ada, source="So.", now=at)
    assert found(community, at) == []
    concluding.take_back(debate, by=cast.ada, now=at)
    assert len(found(community, at)) == 1
    assert found(community, now + 98 * DAY) == []


def test_neither_of_a_withdrawn_one_nor_of_one_elsewhere(community, cast, open_debate, now):
    debate = open_debate()
    writing.delete(debate.thread.posts.get(number=1), by=cast.ada, now=now)
    assert found(community, now + 6 * DAY) == found(community, now + 9 * DAY) == []


def test_the_acts_lead_to_the_pages_of_the_debate(community, cast, open_debate, now, ada, monkeypatch):
    debate = open_debate()
    monkeypatch.setattr("tisserand.communities.models.Community.now", lambda self: now + 6 * DAY)
    page = ada.get("/c/distance/my-day/").content.decode()
    assert "1 debate to look after" in page
    for path in ("invitations", "closing"):
        assert f'href="/c/distance/debates/{debate.pk}/{path}/"' in page
    monkeypatch.setattr("tisserand.communities.models.Community.now", lambda self: now + 9 * DAY)
    assert (
        f'href="/c/distance/debates/{debate.pk}/outcome/"' in ada.get("/c/distance/my-day/").content.decode()
    )


def test_the_page_of_a_member_shows_what_closes_first_where_they_have_not_taken_part(
    community, cast, open_debate, now, as_person
):
    chloe = cast.places["chloe"]
    assert today(chloe, now).open is None
    debate = open_debate()
    poll = opening.open_poll(
        community,
        question="Which day?",
        options=["Monday", "Friday"],
        method="single",
        by=cast.ada,
        closes_at=now + 2 * DAY,
        now=now,
    )
    assert today(chloe, now).open == poll
    voting.cast(poll, [poll.options.first().pk], by=cast.chloe, now=now)
    assert today(chloe, now).open == debate
    assert "A debate is open: “Two fixed days?”" in as_person(cast.chloe).get("/c/distance/").content.decode()
    taking.take(debate.positions.get(number=0), by=cast.chloe, now=now)
    assert today(chloe, now).open is None
    other = open_debate("Another?")
    closing.reschedule(other, now, by=cast.ada, now=now)
    assert today(chloe, now).open is None
