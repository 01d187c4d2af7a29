"""A reply is the act done most often: what it asks of the database is counted."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tisserand.conversations import announcing, facts, writing
from tisserand.conversations.models import Announcement, Follow, Reading
from tisserand.mail.models import Envelope

pytestmark = pytest.mark.django_db


@pytest.fixture
def cost(reader):
    """What one reply by this person in this thread costs, its session and door included."""

    def cost(person, thread, **said):
        client = reader(person)
        client.get("/")  # the person's first visit of the day is no part of it
        client.get(thread.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(f"{thread.get_absolute_url()}replies/", {"text": "So.", **said})
        assert answer.status_code == 302
        return len(queries)

    return cost


def test_a_reply_costs_the_same_with_one_message_and_with_many(
    cost, cast, question, answer, join, make_person
):
    answer(question)
    cost(cast.bao, question)  # their first words, by the clock of the page
    few = cost(cast.bao, question)
    for number in range(5):
        join(somebody := make_person(f"Follower{number}"))
        answer(question, by=somebody)
    assert cost(cast.bao, question) == few <= 14


def test_a_first_answer_by_a_newcomer_costs_what_it_writes(cost, cast, question):
    assert cost(cast.bao, question) <= 24


def test_who_asked_is_told_of_a_later_answer_once_whether_named_or_not(cast, question, answer):
    answer(question)
    answer(question, "Second, @Chloé Martin", by=cast.ada)
    while announcing.announce_some():
        pass
    told = Envelope.objects.filter(person=cast.chloe).order_by("pk")
    assert [(mail.kind, len(mail.items)) for mail in told] == [("first-answer", 1), ("answers", 1)]


def test_who_asked_and_no_longer_follows_hears_of_being_named_only(cast, question, answer, now):
    question.unfollow(cast.chloe, now=now)
    answer(question)
    answer(question, "Second, @Chloé Martin", by=cast.ada)
    while announcing.announce_some():
        pass
    assert list(Envelope.objects.filter(person=cast.chloe).values_list("kind", flat=True)) == ["mention"]


def test_what_an_older_version_announced_is_not_told_again_to_who_asked(cast, question, answer):
    answer(question)
    second = answer(question, "Second", by=cast.ada)
    Announcement.objects.all().delete()
    table = Announcement._meta.db_table
    with connection.cursor() as cursor:  # as it wrote them: without the column
        cursor.execute(f"INSERT INTO {table} (post_id, told_up_to) VALUES (%s, 0)", [second.pk])
    announcing.announce_some()
    assert not Envelope.objects.filter(kind="answers").exists()
    assert Envelope.objects.filter(kind="followed", person=cast.bao).exists()


def test_whoever_replies_again_after_they_stopped_following_does_not_follow(cast, question, answer, now):
    answer(question)
    question.unfollow(cast.bao, now=now)
    answer(question, "And more")
    assert not Follow.objects.filter(thread=question, person=cast.bao).exists()


def test_whoever_replies_has_read_up_to_there(cast, question, answer, now):
    question.note_reading(cast.bao, up_to=1, now=now)
    answer(question, by=cast.ada)
    answer(question)
    read = dict(Reading.objects.filter(thread=question).values_list("person", "last_number"))
    assert (read[cast.ada.pk], read[cast.bao.pk]) == (2, 3)


def test_a_form_sent_again_inside_another_act_gives_its_post_and_keeps_the_facts(
    cast, community, question, answer
):
    first = answer(question, form_token="t")
    again = answer(question, "Otherwise", form_token="t")
    assert (again.pk, again.text) == (first.pk, "Begin with a fact.")
    assert facts.kept(community) == facts.recomputed(community)


@pytest.mark.parametrize("form_token", [None, ""])
def test_two_replies_without_a_form_are_two(cast, question, now, form_token):
    for _ in range(2):
        writing.reply(question, by=cast.bao, source="Yes", now=now, form_token=form_token or None)
    assert question.posts.count() == 3
