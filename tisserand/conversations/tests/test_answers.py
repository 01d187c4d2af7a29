from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tisserand.conversations.models import Acceptance, Thread, Unsolved

HOUR = timedelta(hours=1)


def test_the_asker_accepts_and_changes_their_mind(community, cast, question, answer, now):
    first, second = answer(question), answer(question, "Or wait.", by=cast.ada)
    question.accept(first, by=cast.chloe, now=now + HOUR)
    assert Thread.objects.solved().get().acceptance.post == first
    question.accept(second, by=cast.chloe, now=now + 2 * HOUR)
    assert Acceptance.objects.get().post == second
    assert question.unaccept(by=cast.chloe, now=now + 3 * HOUR)
    assert not question.unaccept(by=cast.chloe, now=now + 4 * HOUR)
    assert not Thread.objects.solved().exists()
    assert not question.solved
    told = community.events.filter(verb__in=["accepted", "unaccepted"]).order_by("pk")
    assert [(line.verb, line.detail["post"]) for line in told] == [
        ("accepted", first.pk),
        ("accepted", second.pk),
        ("unaccepted", second.pk),
    ]


def test_accepting_twice_changes_nothing(community, cast, question, answer, now):
    post = answer(question)
    question.accept(post, by=cast.chloe, now=now + HOUR)
    Thread.objects.get().accept(post, by=cast.chloe, now=now + 2 * HOUR)
    assert Acceptance.objects.get().accepted_at == now + HOUR
    assert community.events.filter(verb="accepted").count() == 1


def test_what_was_answered_and_is_not_solved_waits_again_until_the_next_answer(cast, question, answer, now):
    answer(question)
    assert not Thread.objects.waiting().exists()
    question.find_unsolved(by=cast.chloe, now=now + 2 * HOUR)
    assert Thread.objects.waiting().get().unsolved.said_at == now + 2 * HOUR
    answer(question, "I mean…", by=cast.chloe, now=now + 3 * HOUR)
    assert Thread.objects.waiting().exists()
    answer(question, "So…", now=now + 4 * HOUR)
    assert not Thread.objects.waiting().exists()


def test_not_clear_takes_an_acceptance_back_and_acceptance_takes_not_clear_back(cast, question, answer, now):
    post = answer(question)
    question.accept(post, by=cast.chloe, now=now)
    question.find_unsolved(by=cast.chloe, now=now)
    assert (Acceptance.objects.count(), Unsolved.objects.count()) == (0, 1)
    question.accept(post, by=cast.chloe, now=now)
    assert (Acceptance.objects.count(), Unsolved.objects.count()) == (1, 0)


def test_saying_not_clear_twice_keeps_since_when(cast, question, answer, now):
    answer(question)
    question.find_unsolved(by=cast.chloe, now=now + HOUR)
    question.find_unsolved(by=cast.chloe, now=now + 2 * HOUR)
    assert Unsolved.objects.get().said_at == now + HOUR


def test_nothing_can_be_unclear_before_an_answer(cast, question, now):
    with pytest.raises(ValidationError):
        question.find_unsolved(by=cast.chloe, now=now)


def test_an_answer_is_a_standing_reply_of_this_thread(cast, ask, question, answer, now):
    elsewhere = answer(ask())
    for post in (question.posts.get(), elsewhere):
        with pytest.raises(ValidationError):
            question.accept(post, by=cast.chloe, now=now)


def test_an_asker_may_have_found_the_answer_alone(cast, question, answer, now):
    question.accept(answer(question, "Found it.", by=cast.chloe), by=cast.chloe, now=now)
    assert Thread.objects.solved().exists()
    assert not Thread.objects.waiting().exists()


@pytest.mark.parametrize("name", ["ada", "bao", "dov"])
def test_nobody_speaks_for_the_asker(cast, question, answer, now, name):
    post, somebody = answer(question), cast.people[name]
    with pytest.raises(PermissionDenied):
        question.accept(post, by=somebody, now=now)
    with pytest.raises(PermissionDenied):
        question.unaccept(by=somebody, now=now)
    with pytest.raises(PermissionDenied):
        question.find_unsolved(by=somebody, now=now)
    assert not Acceptance.objects.exists()


def test_a_discussion_has_no_answer(cast, ask, answer, now):
    talk = ask(kind="discussion")
    with pytest.raises(PermissionDenied):
        talk.accept(answer(talk), by=cast.chloe, now=now)


def test_following_twice_is_following(community, cast, question, now):
    assert question.follow(cast.ada, now=now)
    assert not question.follow(cast.ada, now=now)
    assert question.unfollow(cast.ada, now=now)
    assert not question.unfollow(cast.ada, now=now)
    told = community.events.filter(actor=cast.ada).order_by("pk").values_list("verb", flat=True)
    assert list(told) == ["followed", "unfollowed"]


def test_reading_never_goes_back(cast, question, now):
    question.note_reading(cast.ada, up_to=12, now=now)
    question.note_reading(cast.ada, up_to=3, now=now + HOUR)
    assert question.readings.get(person=cast.ada).last_number == 12
