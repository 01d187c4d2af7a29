"""One page for what is asked of a person, what is addressed to them, what they follow."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tisserand.chat import saying
from tisserand.chat.models import Room
from tisserand.communities.models import Community, Membership
from tisserand.concerns import catching_up
from tisserand.concerns.lines import PAGE, everything, page_of, reader_of
from tisserand.conversations import ordering, reports, writing
from tisserand.conversations.models import Thread
from tisserand.debates import concluding, opening, taking, voting
from tisserand.messages import writing as private
from tisserand.resources import sheets, syntheses, telling

HOUR = timedelta(hours=1)


def titles(lines):
    return [title for _rank, title, _why in lines]


def test_nothing_concerns_somebody_who_has_just_come(concerns, cast, begin):
    begin(by=cast.bao)
    assert concerns(cast.chloe) == []


def test_an_answer_to_my_question_asks_me_whether_it_helped(concerns, cast, begin, say, later):
    question = begin(kind="question")
    answer = say(question)
    assert concerns(cast.chloe) == [("ASKED", "How to begin?", "Bao Tran has answered your question.")]
    question.note_reading(cast.chloe, up_to=2, now=later(20))
    assert titles(concerns(cast.chloe)) == ["How to begin?"], "it is still asked, though it is read"
    question.accept(answer, by=cast.chloe, now=later(30))
    assert concerns(cast.chloe) == []


def test_once_i_have_replied_the_word_is_theirs(concerns, cast, begin, say):
    question = begin(kind="question")
    say(question)
    say(question, by=cast.chloe, at=20, source="And then?")
    assert concerns(cast.chloe) == []


def test_what_i_began_what_names_me_and_what_i_follow(concerns, cast, begin, say, later):
    mine, followed = begin("Mine"), begin("Followed", by=cast.ada)
    named, other = begin("Named", by=cast.ada), begin("Other", by=cast.ada)
    followed.follow(cast.chloe, now=later(2))
    say(mine, at=10)
    say(named, at=11, source="What does @Chloé Martin say?")
    say(followed, at=12)
    say(other, at=13)
    assert concerns(cast.chloe) == [
        ("FOR_ME", "Named", "You are named there."),
        ("FOR_ME", "Mine", "Bao Tran has written in the conversation you began."),
        ("FOLLOWED", "Followed", "Bao Tran has written in a conversation you follow."),
    ]


def test_a_line_leaves_as_its_conversation_is_read(concerns, cast, begin, say, visitor):
    mine = begin("Mine")
    say(mine)
    say(mine, at=11)
    assert titles(concerns(cast.chloe)) == ["Mine"]
    visitor(cast.chloe).get(mine.get_absolute_url())
    assert concerns(cast.chloe) == []


def test_what_left_with_its_message_is_no_line(concerns, cast, begin, say, later):
    thread = begin("Named", by=cast.ada)
    post = say(thread, source="@Chloé Martin?")
    writing.delete(post, by=cast.bao, now=later(20))
    assert concerns(cast.chloe) == []


def test_a_private_message_says_who_and_not_what(concerns, community, cast, later):
    private.begin(community, by=cast.bao, people=[cast.chloe], source="A secret.", now=later(5))
    assert concerns(cast.chloe) == [("FOR_ME", "Bao Tran has written to you", "A private message.")]
    assert concerns(cast.ada) == [], "whoever runs the community hears of nothing private"


def test_what_was_decided_about_my_words(concerns, cast, begin, say, later, visitor, now):
    mine, into = begin("Mine"), begin("Into", by=cast.bao)
    ordering.close(mine, reason="Said and done", by=cast.ada, now=later(15))
    assert concerns(cast.chloe, hours=0.3) == [], "it may still be undone before anybody hears of it"
    assert concerns(cast.chloe) == [("FOR_ME", "Mine", "Your conversation has been closed: “Said and done”")]
    ordering.reopen(mine, by=cast.ada, now=later(30))
    ordering.merge(mine, into=into, by=cast.ada, now=later(31))
    [line] = everything(reader_of(cast.chloe, now=now + HOUR), 50)
    assert (line.title, line.why) == ("Into", "Your conversation has been joined to another one.")
    went = visitor(cast.chloe).get(f"/me/concerns/{line.key}/")
    assert went.url.startswith(into.get_absolute_url())
    assert concerns(cast.chloe) == [], "it was opened"


def test_who_reported_and_who_wrote_hear_of_the_decision(concerns, cast, begin, later):
    post = begin("Harsh", by=cast.bao).posts.get()
    report = reports.report(post, by=cast.chloe, reason="It hurts", now=later(5))
    reports.settle(report, decision="kept", reason="It is only firm", by=cast.ada, now=later(10))
    said = "it is kept as it is. “It is only firm”"
    assert concerns(cast.chloe) == [("FOR_ME", "Harsh", f"A message you reported: {said}")]
    assert concerns(cast.bao) == [("FOR_ME", "Harsh", f"A message of yours was reported: {said}")]


def test_a_poll_asks_until_one_has_answered(concerns, community, cast, later, now):
    known = {"by": cast.ada, "closes_at": now + 5 * 24 * HOUR, "now": later(5)}
    poll = opening.open_poll(
        community, question="Which day?", options=["Monday", "Friday"], method="single", **known
    )
    [(rank, title, why)] = concerns(cast.chloe)
    assert (rank, title) == ("ASKED", "Which day?")
    assert why.startswith("Open until")
    voting.cast(poll, [poll.options.first().pk], by=cast.chloe, now=later(20))
    assert "ASKED" not in [rank for rank, _title, _why in concerns(cast.chloe)]


def test_a_debate_asks_when_it_is_about_to_close_and_tells_what_came(concerns, community, cast, later, now):
    debate = opening.open_debate(
        community,
        by=cast.ada,
        question="At home?",
        source="Say.",
        positions=["Yes", "No"],
        closes_at=now + 4 * 24 * HOUR,
        now=later(5),
    )
    assert concerns(cast.chloe) == []
    assert [rank for rank, *_rest in concerns(cast.chloe, hours=48)] == ["ASKED"]
    taking.take(debate.positions.get(number=1), by=cast.chloe, now=later(9))
    assert concerns(cast.chloe, hours=48) == []
    concluding.conclude(debate, by=cast.ada, source="Both.", now=now + 97 * HOUR)
    lines = concerns(cast.chloe, hours=98)
    assert ("FOR_ME", "At home?", "What the debate came to, in which you took position.") in lines


def test_a_sheet_asks_who_keeps_it_to_read_it_again(concerns, community, cast, later, now):
    today = community.today(now)
    review_on = today + timedelta(days=9)
    known = {"title": "Begin", "source": "A fact.", "owner": cast.bao, "review_on": review_on}
    sheet = sheets.draft(community, by=cast.bao, now=later(5), **known)
    sheets.publish(sheet, by=cast.bao, now=later(6))
    assert concerns(cast.bao) == []
    [(rank, title, why)] = concerns(cast.bao, hours=24 * 10)
    assert (rank, title) == ("ASKED", "Begin")
    assert why.startswith("You keep this sheet: it was to be read again on")


def test_a_synthesis_is_told_to_who_follows(concerns, cast, begin, say, later, now):
    thread = begin("Long", by=cast.ada)
    thread.follow(cast.chloe, now=later(2))
    syntheses.write(thread, by=cast.ada, source="In short.", up_to=1, now=later(20))
    thread.note_reading(cast.chloe, up_to=1, now=later(21))
    telling.tell_some(now + HOUR)
    assert ("FOLLOWED", "Long", "A synthesis of a conversation you follow.") in concerns(cast.chloe, hours=2)


def test_being_named_in_a_room(concerns, community, cast, later):
    room = Room.objects.create(community=community, name="Café", opened_at=later(1))
    saying.say(room, by=cast.bao, text="@Chloé Martin, there?", now=later(5))
    assert ("FOR_ME", "Café", "Bao Tran names you in this room.") in concerns(cast.chloe)


def test_all_is_read_at_once_and_it_can_be_undone(concerns, cast, begin, say, visitor):
    asked, mine = begin("Asked", kind="question"), begin("Mine")
    say(asked), say(mine)
    client = visitor(cast.chloe)
    page = client.post("/me/concerns/read/", follow=True)
    assert titles(concerns(cast.chloe, hours=200)) == ["Asked"], "what asks something leaves when it is done"
    assert "All of it is read." in page.content.decode()
    assert not Thread.objects.get(pk=mine.pk).readings.filter(person=cast.chloe, last_number=2).exists()
    client.post("/me/concerns/unread/")
    assert titles(concerns(cast.chloe)) == ["Asked", "Mine"]
    assert client.post("/me/concerns/unread/").status_code == 302, "twice does no harm"


def test_undoing_brings_back_what_was_read_before_and_no_more(concerns, cast, begin, say, later):
    first, second = begin("First"), begin("Second")
    say(first, at=10)
    catching_up.read_all(cast.chloe, now=later(15))
    say(second, at=20)
    catching_up.read_all(cast.chloe, now=later(25))
    catching_up.take_back(cast.chloe, now=later(26))
    assert titles(concerns(cast.chloe)) == ["Second"]


def test_it_gathers_all_my_communities_and_no_other(concerns, community, cast, begin, say, later, visitor):
    mine = begin("Mine")
    say(mine)
    weavers = Community.objects.create(organisation=community.organisation, name="Weavers", slug="weavers")
    weavers.admit(cast.chloe, by=None, now=later(0))
    weavers.admit(cast.dov, by=None, now=later(0))
    there = writing.start(weavers, kind="discussion", title="There", by=cast.chloe, source="?", now=later(2))
    writing.reply(there, by=cast.dov, source="!", now=later(20))
    assert titles(concerns(cast.chloe)) == ["There", "Mine"]
    page = visitor(cast.chloe).get("/me/concerns/").content.decode()
    assert "Weavers" in page
    assert "Leading at a distance" in page
    Membership.objects.get(community=weavers, person=cast.chloe).leave(by=cast.chloe, now=later(30))
    assert titles(concerns(cast.chloe)) == ["Mine"]


def test_a_community_whose_clock_is_set_back_counts_by_its_own(concerns, community, cast, begin, say, later):
    community.set_back = timedelta(days=400)
    community.save()
    thread = writing.start(community, kind="discussion", title="Old", by=cast.chloe, source="?", now=later(1))
    writing.reply(thread, by=cast.bao, source="!", now=later(2))
    assert titles(concerns(cast.chloe, hours=400 * 24 + 1)) == ["Old"]
    catching_up.read_all(cast.chloe, now=later(3) + community.set_back)
    assert concerns(cast.chloe, hours=400 * 24 + 1) == []


def test_a_page_at_a_time_without_a_number(cast, begin, say, visitor, now):
    for number in range(PAGE + 3):
        say(begin(f"Mine {number}"), at=number + 10)
    reader = reader_of(cast.chloe, now=now + HOUR)
    first, second = page_of(reader, 1), page_of(reader, 2)
    assert len(first.lines) == PAGE
    assert first.more
    assert [line.title for line in second.lines] == ["Mine 2", "Mine 1", "Mine 0"]
    assert not second.more
    page = visitor(cast.chloe).get("/me/concerns/?page=2").content.decode()
    assert f">{PAGE + 3}<" not in page
    assert "Page 2 of" not in page
    for strange in ("0", "x", "99999999999", "-1", "²"):
        assert visitor(cast.chloe).get(f"/me/concerns/?page={strange}").status_code == 200


def test_the_page_costs_the_same_with_one_line_and_with_three_of_each(
    cast, begin, say, visitor, community, later
):
    def queries():
        client = visitor(cast.chloe)
        client.get("/me/concerns/")
        with CaptureQueriesContext(connection) as seen:
            client.get("/me/concerns/")
        return len(seen)

    def more(round):
        say(begin(f"Mine {round}"), at=10 + round)
        say(begin(f"Asked {round}", kind="question"), at=10 + round)
        thread = begin(f"Followed {round}", by=cast.ada)
        thread.follow(cast.chloe, now=later(3))
        say(thread, at=12)
        private.begin(community, by=cast.bao, people=[cast.chloe], source="Between us.", now=later(5 + round))

    more(1)
    one = queries()
    more(2)
    more(3)
    assert queries() == one <= 24


@pytest.mark.parametrize("key", ["decision.report-1", "nothing", "thread.1", "outcome.999", "x" * 300, "…"])
def test_a_line_that_is_no_more_leads_back_to_the_page(cast, visitor, key):
    answered = visitor(cast.chloe).get(f"/me/concerns/{key}/")
    assert (answered.status_code, answered.url) == (302, "/me/concerns/")


def test_an_empty_page_says_so_in_both_languages(cast, visitor):
    assert "You have seen everything." in visitor(cast.chloe).get("/me/concerns/").content.decode()
    cast.bao.language = "fr"
    cast.bao.save()
    page = visitor(cast.bao).get("/me/concerns/").content.decode()
    assert "Ce qui me concerne" in page
    assert "Vous avez tout vu." in page


def test_somebody_who_is_a_member_of_nothing_has_an_empty_page(cast, visitor):
    assert visitor(cast.dov).get("/me/concerns/").status_code == 200
