"""Mail that was sent before threads were put in order: its answers still come to the right place."""

import pytest

from tisserand.communities.models import Community
from tisserand.conversations import ordering
from tisserand.conversations.models import Post


@pytest.fixture
def by_ada(cast, office):
    return {"by": cast.ada, "now": office.now}


def test_a_reply_goes_where_the_thread_was_joined(cast, office, question, first_answer, ask, by_ada):
    other = ask(title="The same", by=cast.bao)
    ordering.merge(question, into=other, **by_ada)
    assert office.reply(cast.chloe, first_answer, "I will try.").state == "done"
    assert Post.objects.get(text="I will try.").thread == other


def test_a_reply_goes_where_the_message_it_answers_was_cut_out(cast, office, question, first_answer, by_ada):
    done = ordering.split(question, [question.posts.get(number=2).pk], title="Apart", **by_ada)
    office.reply(cast.chloe, first_answer, "I will try.")
    assert Post.objects.get(text="I will try.").thread == done.into


def test_and_back_where_it_was_once_that_is_undone(cast, office, question, first_answer, ask, by_ada):
    other = ask(title="The same", by=cast.bao)
    ordering.undo(ordering.merge(question, into=other, **by_ada), **by_ada)
    office.reply(cast.chloe, first_answer, "I will try.")
    assert Post.objects.get(text="I will try.").thread == question


def test_who_lost_the_thread_is_refused_without_a_word_of_where_it_is(
    community, cast, office, question, first_answer, by_ada
):
    there = Community.objects.create(organisation=community.organisation, name="Weavers", slug="weavers")
    there.admit(cast.ada, "lcm", by=None, now=office.now)
    ordering.move(question, to=there, notify=False, **by_ada)
    arrival = office.reply(cast.chloe, first_answer, "I will try.")
    assert arrival.state == "refused"
    (mail,) = office.deliver()
    assert "no longer there" in mail.body
    assert "Weavers" not in mail.body
    assert question.posts.count() == 2


def test_a_closed_thread_says_why_and_where_to_ask(cast, office, question, first_answer, by_ada):
    ordering.close(question, reason="See the guide.", notify=False, **by_ada)
    assert office.reply(cast.chloe, first_answer, "I will try.").state == "refused"
    (mail,) = office.deliver()
    assert "“See the guide.”" in mail.body
    assert "ask a new question" in mail.body
    assert question.posts.count() == 2


def test_what_was_read_where_it_stood_is_not_mailed_again(cast, office, question, answer, ask, by_ada):
    answer(question, now=office.now)
    other = ask(title="The same", by=cast.bao)
    question.note_reading(cast.chloe, up_to=2, now=office.now)
    ordering.merge(question, into=other, notify=False, **by_ada)
    assert [mail for mail in office.deliver() if "chloe@" in mail.to[0]] == []


def test_who_may_not_see_it_any_more_hears_nothing_of_it(community, cast, office, question, answer, by_ada):
    question.follow(cast.chloe, now=office.now)
    answer(question, "A secret.", now=office.now)
    there = Community.objects.create(organisation=community.organisation, name="Weavers", slug="weavers")
    there.admit(cast.ada, "lcm", by=None, now=office.now)
    ordering.move(question, to=there, notify=False, **by_ada)
    office.wait(hours=3)
    assert [mail for mail in office.deliver() if "A secret" in mail.body] == []
