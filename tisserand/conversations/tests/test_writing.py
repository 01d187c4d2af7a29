from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tisserand.conversations import writing
from tisserand.conversations.models import Follow, Mention, Post, Reading, Revision, Thread, Unsolved

HOUR = timedelta(hours=1)


def verbs(community):
    return [
        (line.verb, line.actor.given_name, line.object_type)
        for line in community.events.exclude(verb="visited").order_by("pk")
    ]


def test_a_question_is_promised_an_answer_in_working_hours(community, cast, ask, now):
    thread = ask()
    assert thread.promised_at == now + 4 * HOUR
    # A Friday at five in the afternoon in Paris: half an hour left, the rest on Monday morning.
    assert ask(now=datetime(2026, 11, 27, 16, tzinfo=UTC)).promised_at == datetime(
        2026, 11, 30, 11, 30, tzinfo=UTC
    )
    assert ask(kind="help").promised_at == now + 4 * HOUR
    assert ask(kind="discussion").promised_at is None


def test_a_thread_begins_with_its_first_post_and_its_author_follows_it(community, cast, ask, now):
    thread = ask(title="  How   to\nbegin?  ", source="I do **not** dare.")
    post = thread.posts.get()
    assert (thread.title, post.number, post.author, post.created_at) == ("How to begin?", 1, cast.chloe, now)
    assert (post.html, post.text) == ("<p>I do <strong>not</strong> dare.</p>", "I do not dare.")
    assert Follow.objects.filter(thread=thread).values_list("person", flat=True).get() == cast.chloe.pk
    assert Reading.objects.get(thread=thread, person=cast.chloe).last_number == 1
    assert verbs(community) == [("asked", "Chloé", "thread")]
    assert thread.waiting


def test_a_discussion_is_started_and_waits_for_nobody(community, ask):
    thread = ask(kind="discussion")
    assert verbs(community) == [("started", "Chloé", "thread")]
    assert not thread.waiting


def test_a_reply_gets_the_next_number_and_keeps_the_facts(community, cast, question, answer, now):
    post = answer(question)
    assert (post.number, question.reply_count, question.last_number) == (2, 1, 2)
    assert question.first_reply_at == question.last_post_at == now + HOUR
    assert question.last_post_by_id == cast.bao.pk
    assert not question.waiting
    assert verbs(community)[-1] == ("replied", "Bao", "thread")
    assert community.events.get(verb="replied").detail == {"post": post.pk, "number": 2}


def test_more_words_by_the_asker_answer_nothing(cast, question, answer, now):
    answer(question, by=cast.chloe)
    question.refresh_from_db()
    assert (question.first_reply_at, question.reply_count) == (None, 1)
    assert Thread.objects.waiting().get() == question


def test_an_archive_loaded_out_of_order_keeps_the_latest_as_last(cast, question, answer, now):
    answer(question, now=now + 5 * HOUR)
    answer(question, by=cast.ada, now=now + 2 * HOUR)
    question.refresh_from_db()
    assert (question.first_reply_at, question.last_post_at) == (now + 2 * HOUR, now + 5 * HOUR)
    assert question.last_post_by == cast.bao


def test_a_first_reply_follows_and_a_second_does_not_follow_again(cast, question, answer, now):
    answer(question)
    question.unfollow(cast.bao, now=now + HOUR)
    answer(question, "And then wait.", now=now + 2 * HOUR)
    assert not question.follows.filter(person=cast.bao).exists()


@pytest.mark.parametrize("act", ["start", "reply"])
def test_the_same_form_twice_makes_one_post(community, cast, question, now, act):
    def send():
        if act == "reply":
            return writing.reply(question, by=cast.bao, source="Twice?", now=now, form_token="t1").pk
        thread = writing.start(
            community, kind="question", title="Twice?", by=cast.bao, source="Twice?", now=now, form_token="t1"
        )
        return thread.posts.get().pk

    assert send() == send()
    assert Post.objects.filter(text="Twice?").count() == 1


def test_a_form_of_somebody_else_is_not_mine(cast, question, now):
    one = writing.reply(question, by=cast.bao, source="One", now=now, form_token="t1")
    other = writing.reply(question, by=cast.ada, source="Other", now=now, form_token="t1")
    assert (one.text, other.text) == ("One", "Other")


@pytest.mark.parametrize(
    ("title", "source"),
    [
        ("", "x"),
        ("\u202e \u200b", "x"),
        ("x" * 201, "x"),
        ("x", ""),
        ("x", " \n\u200b "),
        ("x", "y" * 50001),
    ],
)
def test_nothing_is_kept_of_what_cannot_be(ask, title, source):
    with pytest.raises(ValidationError):
        ask(title=title, source=source)
    assert not Thread.objects.exists()


def test_an_edit_keeps_what_it_said_before(community, cast, question, now):
    post = question.posts.get()
    later = now + HOUR
    writing.edit(post, by=cast.chloe, source="I now dare.", now=later, title="How to go on?")
    writing.edit(post, by=cast.chloe, source="I now dare.", now=later + HOUR, title="How to go on?")
    post.refresh_from_db()
    question.refresh_from_db()
    assert (post.text, post.edited_at, question.title) == ("I now dare.", later, "How to go on?")
    kept = Revision.objects.get()
    assert (kept.title, kept.html, kept.written_at) == ("How to begin?", "<p>I do not dare.</p>", now)
    assert verbs(community)[-1] == ("edited", "Chloé", "post")


@pytest.mark.parametrize("name", ["ada", "bao"])
def test_only_the_author_edits_even_if_they_moderate(cast, question, now, name):
    with pytest.raises(PermissionDenied):
        writing.edit(question.posts.get(), by=cast.people[name], source="Mine", now=now)


def test_people_newly_named_by_an_edit_are_told_once(cast, question, now, mails):
    post = question.posts.get()
    writing.edit(post, by=cast.chloe, source="Ask @Bao", now=now)
    writing.edit(post, by=cast.chloe, source="Please ask @Bao", now=now)
    assert mails() == [("mention", "Bao")]
    writing.edit(post, by=cast.chloe, source="Nobody", now=now)
    assert not Mention.objects.exists()


def test_a_deleted_reply_leaves_a_trace_and_counts_no_more(community, cast, question, answer, now):
    post = answer(question)
    writing.delete(post, by=cast.bao, now=now + HOUR)
    question.refresh_from_db()
    assert (post.deleted_by_author, question.reply_count, question.last_number) == (True, 0, 2)
    assert question.first_reply_at is None
    assert question.waiting
    assert answer(question).number == 3
    assert ("deleted", "Bao", "post") in verbs(community)


def test_a_withdrawn_answer_can_be_put_back_and_is_accepted_again(cast, question, answer, now):
    post = answer(question)
    question.accept(post, by=cast.chloe, now=now + HOUR)
    writing.delete(post, by=cast.bao, now=now + 2 * HOUR)
    question = Thread.objects.get()
    assert (question.solved, question.waiting) == (False, True)
    writing.restore(post, by=cast.bao, now=now + 3 * HOUR)
    question = Thread.objects.get()
    assert (question.acceptance.post, question.acceptance.accepted_at) == (post, now + HOUR)
    assert (question.reply_count, question.first_reply_at) == (1, now + HOUR)


def test_a_deleted_reply_answers_nothing(cast, question, answer, now):
    answer(question)
    question.find_unsolved(by=cast.chloe, now=now + 2 * HOUR)
    late = answer(question, by=cast.ada, now=now + 3 * HOUR)
    assert not Unsolved.objects.exists()
    writing.delete(late, by=cast.ada, now=now + 4 * HOUR)
    assert Unsolved.objects.get().said_at == now + 2 * HOUR
    writing.restore(late, by=cast.ada, now=now + 5 * HOUR)
    assert not Unsolved.objects.exists()


def test_a_moderator_says_why_and_the_author_cannot_put_it_back(cast, question, answer, now):
    post = answer(question)
    with pytest.raises(ValidationError):
        writing.delete(post, by=cast.ada, now=now)
    writing.delete(post, by=cast.ada, now=now, reason="Not here")
    assert (post.deletion_reason, post.deleted_by_author) == ("Not here", False)
    with pytest.raises(PermissionDenied):
        writing.restore(post, by=cast.bao, now=now)
    writing.restore(post, by=cast.ada, now=now)
    assert Post.objects.get(pk=post.pk).deletion_reason == ""


def test_what_its_author_took_back_no_moderator_puts_back(cast, question, answer, now):
    post = answer(question)
    writing.delete(post, by=cast.bao, now=now)
    with pytest.raises(PermissionDenied):
        writing.restore(post, by=cast.ada, now=now)


@pytest.mark.parametrize("name", ["chloe", "dov"])
def test_nobody_else_deletes(cast, question, answer, now, name):
    with pytest.raises(PermissionDenied):
        writing.delete(answer(question), by=cast.people[name], now=now, reason="x")


def test_deleting_twice_changes_nothing(community, cast, question, answer, now):
    post = answer(question)
    writing.delete(post, by=cast.bao, now=now)
    writing.delete(post, by=cast.bao, now=now + HOUR)
    assert Post.objects.get(pk=post.pk).deleted_at == now
    assert community.events.filter(verb="deleted").count() == 1


def test_a_thread_falls_with_its_first_post_but_not_for_those_concerned(
    community, cast, question, answer, now
):
    answer(question)
    writing.delete(question.posts.get(number=1), by=cast.chloe, now=now)
    assert not Thread.objects.visible().exists()
    seen = {
        name: community.threads.visible_to(cast.places[name]).exists() for name in ("ada", "bao", "chloe")
    }
    assert seen == {"ada": True, "bao": True, "chloe": True}
    with pytest.raises(ValidationError):
        answer(question)
    writing.restore(question.posts.get(number=1), by=cast.chloe, now=now)
    assert Thread.objects.visible().get().reply_count == 1


def test_the_others_no_longer_see_a_withdrawn_thread(community, cast, question, now, make_person, join):
    place = join(make_person("Eva", "Roy"))
    assert community.threads.visible_to(place).exists()
    writing.delete(question.posts.get(), by=cast.chloe, now=now)
    assert not community.threads.visible_to(place).exists()
