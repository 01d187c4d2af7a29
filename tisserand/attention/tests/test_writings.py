"""Long threads that nobody has put in short; sheets whose review date has come."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tisserand.attention import acts
from tisserand.attention.acts import JustDone
from tisserand.attention.day import day
from tisserand.attention.indicators.writings import sheet_due, synthesis_wanted
from tisserand.conversations.models import Reading
from tisserand.resources import opinions, sheets, syntheses
from tisserand.resources.models import Sheet


@pytest.fixture
def people(cast, make_person, join):
    others = [make_person(name) for name in ("Élise", "Farid", "Gaël")]
    for person in others:
        join(person)
    return [cast.chloe, cast.bao, *others]


@pytest.fixture
def long_thread(ask, answer, people, now):
    """A discussion of fifteen messages by five people, whom all five have read."""

    def make(title="Rituals", *, messages=15, writers=5, readers=5):
        thread = ask(people[0], title, kind="discussion", hours=100)
        for number in range(1, messages):
            answer(thread, people[number % writers], f"Ours {number}.", hours=100 - number)
        Reading.objects.filter(thread=thread).delete()
        Reading.objects.bulk_create(
            Reading(thread=thread, person=person, last_number=3, read_at=now) for person in people[:readers]
        )
        thread.refresh_from_db()
        return thread

    return make


def test_a_long_thread_read_by_many_deserves_a_synthesis(long_thread, community, now):
    thread = long_thread()
    [signal] = synthesis_wanted(community, now)
    assert (signal.thread, signal.acts) == (thread, ("sum_up",))
    assert signal.since == thread.posts.get(number=15).created_at
    assert signal.why == "15 messages by 5 people, read by 5, and no synthesis"
    assert signal.facts == [
        ("Messages", "15"),
        ("People who wrote them", "5"),
        ("People who opened it", "5"),
        ("Last message that a synthesis knows", "none"),
    ]


@pytest.mark.parametrize("less", [{"messages": 14}, {"writers": 3}, {"readers": 4}])
def test_others_do_not(less, long_thread, community, now):
    long_thread(**less)
    assert synthesis_wanted(community, now) == []


def test_nor_an_archive_nor_a_withdrawn_one(long_thread, community, now):
    thread = long_thread()
    assert synthesis_wanted(community, now + timedelta(days=60)) == []
    type(thread).objects.filter(pk=thread.pk).update(deleted_at=now)
    assert synthesis_wanted(community, now) == []


def test_the_line_is_gone_with_the_synthesis_and_back_when_it_is_far_behind(
    long_thread, answer, people, cast, community, now
):
    thread = long_thread()
    version = syntheses.write(thread, by=cast.ada, source="In short.", up_to=15, now=now)
    assert synthesis_wanted(community, now) == []
    for number in range(14):
        answer(thread, people[number % 5], f"More {number}.", hours=20)
    assert synthesis_wanted(community, now) == []
    answer(thread, people[0], "And more.", hours=10)
    [signal] = synthesis_wanted(community, now)
    assert signal.why == "its synthesis stops at message 15; 15 have come since"
    assert signal.since == thread.posts.get(number=30).created_at
    syntheses.withdraw(version.synthesis, by=cast.ada, now=now)
    [signal] = synthesis_wanted(community, now)
    assert "no synthesis" in signal.why


def due_lines(community, now):
    return [line for line in day(community, now).signals if line.indicator == "sheet_due"]


@pytest.fixture
def due(community, cast, now):
    """`due()`: a published sheet that Bao keeps, whose review date was yesterday."""

    def make(title="Begin", *, published=True):
        today = community.today(now)
        made = sheets.draft(
            community,
            by=cast.bao,
            title=title,
            source="Facts.",
            owner=cast.bao,
            review_on=today - timedelta(days=1),
            now=now,
        )
        if published:
            sheets.publish(made, by=cast.bao, now=now)
        return made

    return make


def test_a_sheet_whose_day_has_come(due, community, now):
    sheet = due()
    due("A draft", published=False)
    [signal] = sheet_due(community, now)
    assert (signal.sheet, signal.acts) == (sheet, ("find_right", "revise", "take_down"))
    assert signal.key == f"sheet_due:s{sheet.pk}:20261123"
    assert "kept by Bao Tran" in signal.why
    assert dict(signal.facts)["Kept true by"] == "Bao Tran"


def test_still_right_in_one_click_with_undo(due, community, cast, now):
    sheet = due()
    [line] = due_lines(community, now)
    decision = acts.find_right(community, line.key, by=cast.ada, now=now)
    assert due_lines(community, now) == []
    assert Sheet.objects.get().review_on == community.today(now) + timedelta(weeks=52)
    with pytest.raises(JustDone):
        acts.find_right(community, line.key, by=cast.ada, now=now)
    acts.undo(decision, by=cast.ada, now=now)
    assert [one.key for one in due_lines(community, now)] == [line.key]
    assert not sheet.reviews.exists()


def test_withdrawn_in_one_click_with_undo(due, community, cast, now):
    sheet = due()
    [line] = due_lines(community, now)
    decision = acts.take_down(community, line.key, by=cast.ada, now=now)
    assert (due_lines(community, now), sheet.stands) == ([], False)
    acts.undo(decision, by=cast.ada, now=now)
    assert [one.key for one in due_lines(community, now)] == [line.key]
    assert sheet.stands


@pytest.mark.parametrize("act", ["find-right", "take-down"])
def test_done_from_the_page_by_the_lcm_alone(act, due, community, cast, as_person, now, monkeypatch):
    monkeypatch.setattr("tisserand.communities.models.Community.now", lambda self: now)
    due()
    [line] = due_lines(community, now)
    page = as_person(cast.ada).get("/c/distance/my-day/").content.decode()
    assert f'hx-post="/c/distance/my-day/{act}/"' in page
    assert "/c/distance/resources/sheets/" in page
    for name, status in {"dov": 404, "chloe": 403, "bao": 403, "ada": 302}.items():
        said = as_person(cast.people[name]).post(f"/c/distance/my-day/{act}/", {"signal": line.key})
        assert said.status_code == status
    page = as_person(cast.ada).get("/c/distance/my-day/").content.decode()
    assert {"find-right": "You found “Begin” still right.", "take-down": "You withdrew “Begin”."}[act] in page


def test_as_many_queries_for_three_as_for_one(due, long_thread, community, now):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            [signal.facts for signal in (*sheet_due(community, now), *synthesis_wanted(community, now))]
        return len(queries)

    due()
    long_thread()
    asked()
    one = asked()
    for number in range(2):
        due(f"Another {number}")
        long_thread(f"Another {number}")
    assert (asked(), one) == (2, 2)


def test_a_sheet_that_a_reader_doubts(due, cast, community, now):
    sheet = due()
    Sheet.objects.filter(pk=sheet.pk).update(review_on=community.today(now) + timedelta(days=90))
    assert sheet_due(community, now) == []
    opinions.say(sheet, "outdated", by=cast.chloe, why="The number has changed.", now=now)
    [signal] = sheet_due(community, now)
    assert signal.why == (
        "a reader says that it is not right any more: “The number has changed.”; kept by Bao Tran"
    )
    assert (signal.since, signal.asked, signal.facts[1]) == (now, 1, ("Readers who say so", "1"))
    decision = acts.find_right(community, signal.key, by=cast.ada, now=now)
    assert due_lines(community, now) == []
    acts.undo(decision, by=cast.ada, now=now)
    assert due_lines(community, now) == [signal]
    acts.take_down(community, signal.key, by=cast.ada, now=now)
    assert due_lines(community, now) == []
