"""What was said becomes a question, in two clicks, in the name of whoever said it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tisserand.chat import lifting, saying
from tisserand.chat.models import ChatMessage, Lift
from tisserand.conversations import writing
from tisserand.conversations.models import Thread
from tisserand.mail import outbox
from tisserand.mail.models import Envelope

from .conftest import addresses


@pytest.fixture(autouse=True)
def clock(here):
    return here


def test_two_clicks_make_a_question(reader, cast, said, now, community):
    message = said("How do I begin? I do not dare.")
    chloe = reader(cast.chloe)
    shown = chloe.get(f"/c/distance/chat/messages/{message.pk}/lift/")
    title = shown.context["form"]["title"].value()
    assert title == "How do I begin?"
    made = chloe.post(f"/c/distance/chat/messages/{message.pk}/lift/", {"title": title})
    thread = Thread.objects.get()
    assert made.url == f"/c/distance/conversations/{thread.pk}/"
    assert (thread.kind, thread.author, thread.title, thread.created_at, thread.waiting) == (
        "question",
        cast.chloe,
        "How do I begin?",
        now,
        True,
    )
    assert thread.posts.get().text == "How do I begin? I do not dare."
    assert [line.verb for line in community.events.filter(verb__in=["asked", "lifted"]).order_by("pk")] == [
        "asked",
        "lifted",
    ]


def test_the_message_says_where_it_went_and_the_thread_where_it_comes_from(reader, cast, said, now):
    message = said("How do I begin?")
    thread = lifting.lift([message], title="Begin", by=cast.ada, now=now)
    bao = reader(cast.bao)
    room = bao.get("/c/distance/chat/").content.decode()
    assert f'<a href="/c/distance/conversations/{thread.pk}/">Begin</a>' in room
    page = bao.get(thread.get_absolute_url()).content.decode()
    assert "Chloé Martin asked this in the room “Le salon”" in page
    assert "Ada Lovel brought it here." in page
    assert "/days/2026-11-24/" in page


def test_a_thread_that_was_not_lifted_asks_nothing_more(cast, community, now, django_assert_num_queries):
    from tisserand.chat.panels import from_a_room

    thread = writing.start(community, kind="question", title="T", by=cast.bao, source="?", now=now)
    with django_assert_num_queries(0):
        assert from_a_room({}, thread) == ""


def test_what_its_author_said_right_after_goes_with_it(reader, cast, said, room):
    first = said("How do I begin?")
    second = said("I do not dare.", after=1)
    said("Neither do I.", by=cast.bao, after=2)
    said("Later.", after=3)
    assert lifting.thought(first) == [first, second]
    chloe = reader(cast.chloe)
    chloe.post(f"/c/distance/chat/messages/{first.pk}/lift/", {"title": "T", "messages": [second.pk]})
    assert Thread.objects.get().posts.get().text == "How do I begin?\n\nI do not dare."
    assert ChatMessage.objects.exclude(lift=None).count() == 2


def test_one_thought_is_not_an_hour_long(cast, said):
    first = said("One")
    said("Two", after=60)
    assert lifting.thought(first) == [first]


def test_its_author_is_told_when_somebody_else_did_it(cast, said, now, mailoutbox):
    lifting.lift([said("How?")], title="How to begin", by=cast.ada, now=now)
    outbox.deliver_due(now + timedelta(minutes=1))
    [mail] = mailoutbox
    assert (addresses(mail), "Ada Lovel" in mail.body) == (["chloe@example.com"], True)


def test_and_not_when_they_did_it_themselves(cast, said, now):
    lifting.lift([said("How?")], title="How to begin", by=cast.chloe, now=now)
    assert not Envelope.objects.filter(kind="chat-lifted").exists()


def test_twice_is_once(cast, said, now):
    message = said("How?")
    assert lifting.lift([message], title="A", by=cast.chloe, now=now) == lifting.lift(
        [message], title="B", by=cast.ada, now=now
    )
    assert Thread.objects.count() == Lift.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one(cast, said, now, at_once):
    message = said("How?")

    def act(by):
        return lambda: lifting.lift([ChatMessage.objects.get(pk=message.pk)], title="T", by=by, now=now)

    assert at_once(act(cast.chloe), act(cast.ada)) == [None, None]
    assert Thread.objects.count() == 1


def test_only_its_author_and_who_moderates(cast, said, now):
    with pytest.raises(PermissionDenied):
        lifting.lift([said("How?")], title="T", by=cast.bao, now=now)


def test_nothing_of_somebody_else_slips_in(cast, said, now):
    with pytest.raises(PermissionDenied):
        lifting.lift([said("How?"), said("Mine", by=cast.bao)], title="T", by=cast.chloe, now=now)


def test_nobody_would_wait_for_the_answer(cast, said, now):
    message = said("How?")
    cast.places["chloe"].leave(by=cast.ada, now=now)
    with pytest.raises(ValidationError, match="has left"):
        lifting.lift([message], title="T", by=cast.ada, now=now)


def test_it_can_be_undone_and_done_again(reader, cast, said, now):
    message = said("How?")
    thread = lifting.lift([message], title="T", by=cast.ada, now=now)
    reader(cast.ada).post(f"/c/distance/chat/messages/{message.pk}/unlift/")
    thread.refresh_from_db()
    message.refresh_from_db()
    assert (thread.deleted_at, message.lift) == (now, None)
    assert lifting.lift([message], title="T", by=cast.chloe, now=now) != thread


def test_but_not_once_somebody_has_answered(cast, said, now):
    message = said("How?")
    thread = lifting.lift([message], title="T", by=cast.chloe, now=now)
    writing.reply(thread, by=cast.bao, source="So.", now=now)
    message.refresh_from_db()
    with pytest.raises(ValidationError, match="answered"):
        lifting.put_back(
            Lift.objects.select_related("thread", "room__community").get(), by=cast.chloe, now=now
        )


def test_each_change_has_a_number_of_its_own(cast, said, now, room):
    messages = [said("One?"), said("Two.")]
    lifting.lift(messages, title="T", by=cast.chloe, now=now)
    numbers = [message.changed_number for message in ChatMessage.objects.order_by("number")]
    assert numbers == [3, 4]


def test_a_withdrawn_question_is_no_longer_announced(reader, cast, said, now):
    message = said("How?")
    thread = lifting.lift([message], title="T", by=cast.chloe, now=now)
    writing.delete(thread.posts.get(), by=cast.chloe, now=now)
    assert "Became a question" not in reader(cast.bao).get("/c/distance/chat/").content.decode()


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("How do I begin? Please.", "How do I begin?"),
        ("one line\nand another", "one line"),
        ("x" * 300, "x" * 99 + "…"),
        ("No end", "No end"),
    ],
)
def test_a_title_to_begin_with(text, title):
    assert lifting.title_of(text) == title


def test_chat_messages_removed_cannot_be_lifted(cast, said, now):
    message = said("How?")
    saying.remove(message, by=cast.chloe, now=now)
    with pytest.raises(PermissionDenied):
        lifting.lift([message], title="T", by=cast.chloe, now=now)
