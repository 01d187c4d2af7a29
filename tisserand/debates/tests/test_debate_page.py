import re
from datetime import timedelta

import pytest

from tisserand.conversations import writing
from tisserand.conversations.models import Thread
from tisserand.debates import arguing, taking
from tisserand.debates.models import Argument, Debate, Outcome, Participant, Stance

DAY = timedelta(days=1)


def url(debate):
    return f"/c/distance/conversations/{debate.thread_id}/"


def act(debate, path):
    return f"/c/distance/debates/{debate.pk}/{path}"


@pytest.fixture
def divided(debate, crowd, place, now):
    """Three for the first position, two for the second, one of whom came from the first."""
    people = crowd(5)
    for person, number in zip(people, (1, 1, 1, 1, 2), strict=True):
        taking.take(place(number), by=person, now=now)
    taking.take(place(2), by=people[3], why="Our teams differ.", now=now + timedelta(hours=1))
    return debate


def test_an_lcm_opens_a_debate(reader, cast, now):
    said = {
        "question": "Two fixed days?",
        "text": "What is at stake.",
        "positions": "Two fixed days\n\n  Each team chooses \r\nNo rule",
        "last_day": "2026-12-01",
        "counts_held": "on",
    }
    response = reader(cast.ada).post("/c/distance/debates/new/", said)
    debate = Debate.objects.get()
    assert response.url == url(debate)
    assert (debate.counts_held, debate.named) == (True, False)
    assert debate.closes_at.isoformat() == "2026-12-01T23:00:00+00:00"  # midnight in Paris
    assert [one.label for one in debate.positions.all()][1:] == [
        "Two fixed days",
        "Each team chooses",
        "No rule",
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"positions": "Only one"},
        {"positions": "\n".join("abcdef")},
        {"last_day": "2026-11-23"},
        {"last_day": "2036-11-23"},
        {"question": ""},
        {"text": ""},
        {"text": "x" * 60_000},
    ],
)
def test_what_is_wrong_is_said_and_nothing_opens(reader, cast, wrong):
    said = {"question": "?!", "text": "x", "positions": "a\nb", "last_day": "2026-12-01"} | wrong
    page = reader(cast.ada).post("/c/distance/debates/new/", said)
    assert (page.status_code, Debate.objects.count(), Thread.objects.count()) == (422, 0, 0)
    assert "field-error" in page.content.decode() or "notice error" in page.content.decode()


def test_nobody_sees_where_the_others_stand_before_taking_position(reader, cast, divided, words):
    """Neither in words nor in the picture nor in the table; those who lead see."""
    chloe = reader(cast.chloe)
    page = chloe.get(url(divided))
    before = words(page)
    assert "5 people have taken position. Take yours, and you will see where the others stand." in before
    told = r"3 people|2 people|one person|nobody(?! else)|Our teams differ|How positions moved"
    assert not re.search(told, before)
    assert 'class="moves"' not in page.content.decode()
    assert "3 people" in words(reader(cast.ada).get(url(divided)))
    one = divided.positions.get(number=1)
    after = words(chloe.post(act(divided, "position/"), {"position": one.pk}, follow=True))
    assert "4 people" in after
    assert "Our teams differ." in after
    assert "One person of 6 stands elsewhere than where they began." in after
    assert "Undo" in after


def test_after_the_end_everybody_sees_and_nobody_takes_position(reader, cast, divided, words, at, now):
    at(now + 8 * DAY)
    page = reader(cast.chloe).get(url(divided))
    assert "3 people" in words(page)
    assert "This is where I stand" not in words(page)
    one = divided.positions.get(number=1)
    said = reader(cast.chloe).post(act(divided, "position/"), {"position": one.pk}, follow=True)
    assert "This is closed" in words(said)
    assert not Participant.objects.filter(person=cast.chloe).exists()


def test_counts_that_are_not_held_are_shown_to_all(reader, cast, open_debate, words, now):
    debate = open_debate(counts_held=False)
    taking.take(debate.positions.get(number=0), by=cast.bao, now=now)
    assert "one person" in words(reader(cast.chloe).get(url(debate)))


@pytest.mark.parametrize("named", [True, False])
def test_whether_names_are_shown_is_said_before_and_kept(reader, cast, open_debate, words, now, named):
    debate = open_debate(named=named, counts_held=False)
    taking.take(debate.positions.get(number=1), by=cast.bao, now=now)
    taking.take(debate.positions.get(number=2), by=cast.bao, why="He was right.", now=now)
    said = words(reader(cast.chloe).get(url(debate)))
    assert ("Your name will be shown beside your position." in said) == named
    assert ("Only numbers are shown here, never who stands where." in said) == (not named)
    assert ("Bao Tran" in said) == named
    assert "He was right." in said


def test_who_changes_is_asked_what_changed_their_mind(reader, cast, debate, stand, words):
    stand("chloe", 1)
    chloe, two = reader(cast.chloe), debate.positions.get(number=2)
    assert "You stood at “Two fixed days”" in words(chloe.get(act(debate, f"position/?position={two.pk}")))
    chloe.post(act(debate, "position/"), {"position": two.pk, "why": "<b>Bao</b>"})
    assert [one.why for one in Stance.objects.all()] == ["", "<b>Bao</b>"]
    page = chloe.get(url(debate))
    assert "&lt;b&gt;Bao&lt;/b&gt;" in page.content.decode()
    chloe.post(act(debate, "position/undo/"))
    assert Participant.objects.get().present.number == 1


@pytest.mark.parametrize("asked", ["", "x", "0", "-1", "9" * 40, "\u0661", "1 OR 1=1", None])
def test_a_position_that_is_none_of_this_debate_is_not_found(reader, cast, debate, open_debate, asked):
    other = open_debate(question="Another?")
    said = {"position": other.positions.get(number=1).pk if asked is None else asked}
    assert reader(cast.chloe).post(act(debate, "position/"), said).status_code == 404
    assert Participant.objects.count() == 0


def test_an_argument_is_given_shown_under_its_position_and_above_its_message(reader, cast, debate, words):
    chloe, one = reader(cast.chloe), debate.positions.get(number=1)
    page = chloe.get(act(debate, f"arguments/?position={one.pk}"))
    assert re.search(rf'value="{one.pk}"[^>]*checked', page.content.decode())
    said = {"position": one.pk, "text": "One meets <script>x</script> people.", "form_token": "t"}
    response = chloe.post(act(debate, "arguments/"), said)
    assert response.url == url(debate) + "#post-2"
    argument = Argument.objects.get()
    writing.reply(
        debate.thread, by=cast.bao, source="Not always.", quotes=argument.post, now=argument.post.created_at
    )
    html = chloe.get(url(debate)).content.decode()
    assert "<script>x" not in html
    assert "An argument for “Two fixed days”" in html
    assert html.index("An argument for “Two fixed days”") < html.index('id="post-2"')
    assert "one answer" in html


def test_an_argument_that_is_removed_is_listed_no_more(reader, cast, debate, place, words, now):
    post = arguing.argue(place(1), by=cast.bao, source="One meets.", now=now)
    writing.delete(post, by=cast.bao, now=now)
    assert "An argument for" not in words(reader(cast.chloe).get(url(debate)))


def test_the_lcm_ends_it_writes_the_outcome_and_takes_it_back(reader, cast, divided, words, at, now):
    ada = reader(cast.ada)
    assert "still open" in words(ada.get(act(divided, "outcome/")))
    assert ada.post(act(divided, "outcome/"), {"text": "So."}).status_code == 422
    ada.post(act(divided, "closing/"), {"end": "1"})
    divided.refresh_from_db()
    assert divided.closes_at == now
    said = {"text": "We **try** it for two months.", "kept": ["1"]}
    page = words(ada.post(act(divided, "outcome/"), said, follow=True))
    assert "We try it for two months." in page
    assert "concluded" in page
    assert [one.number for one in Outcome.objects.get().positions.all()] == [1]
    assert ada.post(act(divided, "outcome/"), said).status_code == 422
    ada.post(act(divided, "outcome/undo/"))
    thread = Thread.objects.get()
    assert (Outcome.objects.count(), thread.concluded_at) == (0, None)
    assert thread.posts.get(number=2).deleted_at == now


def test_the_closing_date_is_changed_and_put_back(reader, cast, debate, now):
    ada = reader(cast.ada)
    ada.post(act(debate, "closing/"), {"last_day": "2026-12-24"})
    debate.refresh_from_db()
    assert debate.closes_at.isoformat() == "2026-12-24T23:00:00+00:00"
    ada.post(act(debate, "closing/undo/"))
    debate.refresh_from_db()
    assert debate.closes_at == now + 7 * DAY


def test_lists_say_where_a_debate_stands_and_narrow_to_debates(reader, cast, debate, words, at, now):
    chloe, recent = reader(cast.chloe), "/c/distance/conversations/recent/"
    assert "open until Tuesday 1 December" in words(chloe.get(recent + "?kind=debate"))
    assert "Two fixed days" not in words(chloe.get(recent + "?kind=poll"))
    at(now + 8 * DAY)
    assert "closed yesterday" in words(chloe.get(recent))


def test_the_page_is_in_french_too(reader, cast, divided, words):
    cast.chloe.language = "fr"
    cast.chloe.save()
    said = words(reader(cast.chloe, "fr").get(url(divided)))
    assert "5 personnes ont pris position." in said
    assert "J’y réfléchis encore" in said


def test_it_costs_as_many_queries_with_one_argument_as_with_three(
    reader, cast, open_debate, now, count_queries, crowd
):
    debate = open_debate(named=True)
    people, chloe = crowd(3), reader(cast.chloe)
    one, two = debate.positions.get(number=1), debate.positions.get(number=2)
    costs = []
    for person in people:
        taking.take(one, by=person, now=now)
        taking.take(two, by=person, why="Because.", now=now)
        arguing.argue(one, by=person, source="An argument.", now=now)
        if person == people[0]:
            taking.take(one, by=cast.chloe, now=now)
        costs.append(count_queries(chloe, url(debate)))
    assert costs[0] == costs[2]


def test_a_question_costs_one_query_for_the_polls_it_may_have(
    reader, cast, community, now, count_queries, words
):
    thread = writing.start(community, kind="question", title="?", by=cast.chloe, source="?", now=now)
    page = reader(cast.chloe).get(f"/c/distance/conversations/{thread.pk}/")
    assert "Where do you stand" not in words(page)


WHO = {"ada": 200, "bao": 403, "chloe": 403, "dov": 404}
EVERYBODY = {"ada": 200, "bao": 200, "chloe": 200, "dov": 404}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("debates/new/", WHO),
        ("polls/new/", WHO),
        ("debates/{pk}/arguments/", EVERYBODY),
        ("debates/{pk}/position/?position={position}", EVERYBODY),
        ("debates/{pk}/closing/", WHO),
        ("debates/{pk}/invitations/", WHO),
        ("debates/{pk}/outcome/", WHO),
    ],
)
def test_who_opens_what(reader, client, cast, debate, path, status):
    path = "/c/distance/" + path.format(pk=debate.pk, position=debate.positions.get(number=1).pk)
    assert {name: reader(cast.people[name]).get(path).status_code for name in status} == status
    assert client.get(path).url.startswith("/sign-in/")


ACTS = ["closing/", "closing/undo/", "invitations/", "outcome/", "outcome/undo/"]


@pytest.mark.parametrize("path", ACTS)
def test_only_those_who_lead_act_on_a_debate(reader, cast, debate, path, now):
    said = {"end": "1", "text": "x", "last_day": "2026-12-24"}
    for name, status in {"bao": 403, "chloe": 403, "dov": 404}.items():
        assert reader(cast.people[name]).post(act(debate, path), said).status_code == status
    debate.refresh_from_db()
    assert debate.closes_at == now + 7 * DAY


def test_a_withdrawn_debate_is_seen_by_those_who_wrote_in_it(reader, cast, debate, now):
    writing.delete(debate.thread.posts.get(number=1), by=cast.ada, now=now)
    paths = [url(debate), act(debate, "arguments/"), act(debate, "position/?position=1")]
    assert [reader(cast.chloe).get(path).status_code for path in paths] == [404] * 3


def test_a_member_cannot_begin_a_debate_by_the_form_of_threads(reader, cast):
    said = {"kind": "debate", "title": "Mine", "text": "x"}
    assert reader(cast.chloe).post("/c/distance/conversations/new/", said).status_code == 422
    assert Thread.objects.count() == 0
