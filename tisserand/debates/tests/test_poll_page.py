import re
from datetime import timedelta

import pytest

from tisserand.conversations import writing
from tisserand.debates import voting
from tisserand.debates.models import Choice, Poll, Voter

DAY = timedelta(days=1)
SAID = {
    "question": "Which day?",
    "text": "",
    "options": "Monday\nTuesday\nFriday",
    "method": "single",
    "results": "after",
    "last_day": "2026-12-01",
}


def url(poll):
    return f"/c/distance/conversations/{poll.thread_id}/"


def act(poll, path="vote/"):
    return f"/c/distance/polls/{poll.pk}/{path}"


def answer(poll, label):
    return {"answer": poll.options.get(label=label).pk}


def test_an_lcm_opens_a_poll_alone_or_in_a_conversation(reader, cast, community, now):
    ada = reader(cast.ada)
    ada.post("/c/distance/polls/new/", SAID | {"form_token": "t"})
    ada.post("/c/distance/polls/new/", SAID | {"form_token": "t"})
    thread = writing.start(community, kind="discussion", title="Lunch", by=cast.bao, source="?", now=now)
    response = ada.post(f"/c/distance/polls/new/?thread={thread.pk}", SAID | {"method": "ranked"})
    alone, within = Poll.objects.all()
    assert (alone.stands_alone, alone.thread.title, alone.thread.posts.get().text) == (
        True,
        *["Which day?"] * 2,
    )
    assert (within.thread, within.method) == (thread, "ranked")
    assert response.url == f"{url(within)}#poll-{within.pk}"


@pytest.mark.parametrize(
    "wrong",
    [{"options": "One"}, {"options": "a\nA"}, {"method": "x"}, {"results": "never"}, {"question": " "}],
)
def test_what_is_wrong_is_said_and_nothing_opens(reader, cast, wrong):
    assert reader(cast.ada).post("/c/distance/polls/new/", SAID | wrong).status_code == 422
    assert Poll.objects.count() == 0


@pytest.mark.parametrize(("path", "name"), [("polls", "options"), ("debates", "positions")])
def test_what_is_missing_is_said_with_what_to_do(reader, cast, words, path, name):
    said = words(reader(cast.ada).post(f"/c/distance/{path}/new/", {"question": "Which day?", name: " "}))
    assert "Write at least two, each on its own line." in said


def test_how_many_answers_one_may_choose_is_said(reader, cast, open_poll, words):
    chloe = reader(cast.chloe)
    assert "Choose an answer. Monday" in words(chloe.get(url(open_poll())))
    assert "Choose one answer or several. Monday" in words(chloe.get(url(open_poll(method="several"))))


@pytest.mark.parametrize("thread", ["x", "9" * 40, "-1", "\u0661"])
def test_a_conversation_that_is_not_there_holds_no_poll(reader, cast, thread):
    status = reader(cast.ada).get(f"/c/distance/polls/new/?thread={thread}").status_code
    assert status == (404 if thread == "9" * 40 else 200)


def test_results_come_once_one_has_answered_and_an_answer_is_changed_and_undone(
    reader, cast, open_poll, words, now
):
    poll = open_poll()
    voting.cast(poll, [answer(poll, "Friday")["answer"]], by=cast.bao, now=now)
    chloe = reader(cast.chloe)
    before = words(chloe.get(url(poll)))
    assert "One person has answered." in before
    assert "Bao Tran" not in before.partition("Reply")[0]
    assert "Who answered what" not in before
    after = words(chloe.post(act(poll), answer(poll, "Monday"), follow=True))
    assert "Chloé Martin Monday" in after
    assert "Bao Tran Friday" in after
    chloe.post(act(poll), answer(poll, "Tuesday"))
    assert [choice.option.label for choice in Choice.objects.filter(voter__person=cast.chloe)] == ["Tuesday"]
    chloe.post(act(poll, "vote/undo/"))
    assert Voter.objects.get().person == cast.bao


def test_in_order_by_numbers_without_a_script(reader, cast, open_poll, words):
    poll = open_poll(method="ranked")
    chloe = reader(cast.chloe)
    assert "You need not rank them all." in words(chloe.get(url(poll)))
    for wrong in ({}, {"rank-1": "1", "rank-2": "1"}, {"rank-1": "4"}, {"rank-9": "1"}, {"rank-1": "x"}):
        chloe.post(act(poll), wrong)
    assert Voter.objects.count() == 0
    after = words(chloe.post(act(poll), {"rank-3": "1", "rank-1": "2"}, follow=True))
    assert [choice.option.label for choice in Choice.objects.all()] == ["Friday", "Monday"]
    assert "Counted by Borda’s method: the first answer of a list gets 3 points, the next one 2" in after
    assert re.search(r"Friday 3 points, one person Monday 2 points, one person Tuesday nobody", after)
    cast.bao.language = "fr"
    cast.bao.save()
    french = words(reader(cast.bao, "fr").post(act(poll), {"rank-3": "1"}, follow=True))
    assert "Monday 2 points, une personne Tuesday personne" in french


@pytest.mark.parametrize("given", ["", "x", "9" * 40, "-1", "\u0661"])
def test_a_forged_answer_counts_for_nothing(reader, cast, open_poll, given):
    poll = open_poll()
    assert reader(cast.chloe).post(act(poll), {"answer": given}).status_code == 302
    assert Voter.objects.count() == 0


def test_of_an_anonymous_poll_no_page_says_what_anybody_answered(
    reader, cast, open_poll, words, at, now, crowd
):
    poll = open_poll(anonymous=True)
    chloe = reader(cast.chloe)
    assert "Nobody can know what you answer" in words(chloe.get(url(poll)))
    html = chloe.post(act(poll), answer(poll, "Monday"), follow=True).content.decode()
    assert "You have voted, and nobody can know what" in html
    assert "checked" not in html
    for person in crowd(4):
        voting.cast(poll, [answer(poll, "Friday")["answer"]], by=person, now=now)
    assert "4 people" not in words(reader(cast.ada).get(url(poll)))
    at(now + 8 * DAY)
    said = words(chloe.get(url(poll)))
    assert "Friday 4 people Monday one person Tuesday nobody" in said
    assert "Who answered what" not in said


def test_with_fewer_than_five_answers_it_says_nothing_but_that(reader, cast, open_poll, words, at, now):
    poll = open_poll(anonymous=True)
    reader(cast.chloe).post(act(poll), answer(poll, "Monday"))
    at(now + 8 * DAY)
    said = words(reader(cast.ada).get(url(poll)))
    assert "Fewer than five people answered" in said
    assert "one person Tuesday" not in said


def test_an_anonymous_poll_that_was_ended_has_no_way_back(reader, cast, open_poll, words):
    poll, named = open_poll(anonymous=True), open_poll(question="Another?")
    ada = reader(cast.ada)
    said = [words(ada.post(act(one, "closing/"), {"end": "1"}, follow=True)) for one in (poll, named)]
    assert [("It is closed now. Undo" in one, "Open it again" in one) for one in said] == [
        (False, False),
        (True, True),
    ]


@pytest.mark.parametrize("path", ["closing/", "closing/undo/", "invitations/"])
def test_only_those_who_lead_act_on_a_poll(reader, cast, open_poll, path, now):
    poll = open_poll()
    for name, status in {"bao": 403, "chloe": 403, "dov": 404}.items():
        assert reader(cast.people[name]).post(act(poll, path), {"end": "1"}).status_code == status
    poll.refresh_from_db()
    assert poll.closes_at == now + 7 * DAY


@pytest.mark.parametrize(("name", "status"), [("ada", 302), ("bao", 302), ("chloe", 302), ("dov", 404)])
def test_members_vote(reader, cast, open_poll, name, status):
    poll = open_poll()
    assert reader(cast.people[name]).post(act(poll), answer(poll, "Monday")).status_code == status
    assert Voter.objects.count() == (status == 302)


def test_it_costs_as_many_queries_with_one_poll_as_with_three(
    reader, cast, community, open_poll, now, count_queries
):
    thread = writing.start(community, kind="discussion", title="Lunch", by=cast.bao, source="?", now=now)
    costs = []
    for method in ("single", "several", "ranked"):
        poll = open_poll(thread=thread, method=method, question=method)
        for person in (cast.ada, cast.bao, cast.chloe):
            voting.cast(poll, [answer(poll, "Monday")["answer"]], by=person, now=now)
        costs.append(count_queries(reader(cast.chloe), url(poll)))
    assert costs[0] == costs[2]


def test_a_poll_alone_is_called_as_its_thread_is_called_now(reader, cast, open_poll, words):
    poll = open_poll()
    writing.edit(poll.thread.posts.get(), by=cast.ada, source="?", title="Which morning?", now=poll.opened_at)
    assert "Which day?" not in words(reader(cast.chloe).get(url(poll)))
