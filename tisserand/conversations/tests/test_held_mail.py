"""Mail that anybody may have written, or that answers several conversations: nothing before one click."""

from datetime import timedelta
from pathlib import Path

import pytest

from tisserand.conversations import announcing, holding
from tisserand.conversations.models import Held, Post, Thread
from tisserand.mail import answering

HOUR = timedelta(hours=1)


def test_the_plain_address_publishes_nothing_before_one_click(click, cast, office, png):
    files = [png("plan.png")]
    office.write(
        cast.chloe, "distance@learn.example.com", "I dare not.", subject="How to begin?", files=files
    )
    assert not Thread.objects.exists()
    (asked,) = office.deliver()
    assert asked.subject == "One click to publish: How to begin?"
    assert "I dare not." in asked.body
    click(asked, "Yes, publish it")
    thread = Thread.objects.get()
    post = thread.posts.get()
    assert (thread.title, thread.author, post.via) == ("How to begin?", cast.chloe, "mail")
    assert [file.name for file in post.attachments.all()] == ["plan.webp"]
    click(asked, "Yes, publish it")
    assert Thread.objects.count() == 1


def test_a_reply_from_another_address_waits_for_one_click_too(click, cast, office, question, first_answer):
    arrival = office.reply(cast.chloe, first_answer, "It is me.", sender="chloe@home.example")
    assert arrival.state == "done"
    assert question.posts.count() == 2
    (asked,) = office.deliver()
    assert "chloe@example.com" in asked.to[0]
    click(asked, "Yes, publish it")
    assert question.posts.last().text == "It is me."


@pytest.mark.parametrize(
    "words", ["Yes", "Hello,\n\nyes, publish it.\n\nChloé", "Oui !", "Bonjour, oui c’est bien moi", "ok"]
)
def test_one_word_in_reply_publishes_it_too(cast, office, words):
    office.write(cast.chloe, "distance@learn.example.com", "I dare not.", subject="How to begin?")
    (asked,) = office.deliver()
    assert "Or answer this mail with one word: yes." in asked.body
    for _ in range(2):
        office.reply(cast.chloe, asked, words)
    assert (Thread.objects.get().author, Thread.objects.get().posts.count()) == (cast.chloe, 1)
    assert [mail.subject for mail in office.deliver()] == ["Your question is there: How to begin?"]


@pytest.mark.parametrize(
    "words",
    [
        "No",
        "It was not me",
        "Oui mais pas encore",
        "yes?",
        "Non, ce n’est pas moi",
        "Who are you",
        "yes " * 80,
    ],
)
def test_any_other_word_publishes_nothing_and_says_so(cast, office, words):
    office.write(cast.chloe, "distance@learn.example.com", "I dare not.", subject="How to begin?")
    (asked,) = office.deliver()
    office.reply(cast.chloe, asked, words)
    assert not Thread.objects.exists()
    assert "Nothing is published yet" in office.deliver()[0].body


def test_the_word_of_another_address_or_of_who_has_left_publishes_nothing(cast, office, now):
    office.write(cast.chloe, "distance@learn.example.com", "I dare not.", subject="How to begin?")
    (asked,) = office.deliver()
    office.reply(cast.chloe, asked, "Yes", sender="chloe@home.example")
    assert not Thread.objects.exists()
    cast.places["chloe"].leave(by=cast.ada, now=now)
    office.reply(cast.chloe, asked, "Yes")
    assert not Thread.objects.exists()


def test_publishing_is_undone_and_done_again(client, cast, office, now):
    office.write(cast.chloe, "distance@learn.example.com", "I dare not.", subject="How to begin?")
    link = answering.link("publish", cast.chloe, Held.objects.get().pk, now=now)
    for undo, visible in ((False, 1), (True, 0), (False, 1)):
        client.post(link, {"undo": ""} if undo else {})
        assert Thread.objects.visible().count() == visible
    assert Thread.objects.count() == 1


def test_nobody_else_publishes_it(client, cast, office, now):
    office.write(cast.chloe, "distance@learn.example.com", "I dare not.", subject="How to begin?")
    held = Held.objects.get()
    for person in (cast.ada, cast.bao, cast.dov):
        assert client.post(answering.link("publish", person, held.pk, now=now)).status_code == 410
    cast.places["chloe"].leave(by=cast.ada, now=now)
    assert client.post(answering.link("publish", cast.chloe, held.pk, now=now)).status_code == 410
    assert not Thread.objects.exists()


def test_who_writes_in_somebodys_name_cannot_flood_them(cast, office):
    for number in range(8):
        office.write(cast.chloe, "distance@learn.example.com", f"Spam {number}", subject="x")
    assert Held.objects.count() == 5
    assert len(office.deliver()) == 6  # five questions, one answer that says enough
    office.wait(hours=2)
    office.write(cast.chloe, "distance@learn.example.com", "Really mine", subject="x")
    assert Held.objects.count() == 6


def test_a_stranger_hears_nothing(cast, office):
    office.write(
        cast.dov, "distance@learn.example.com", "Let me in", subject="x", sender="x@elsewhere.example"
    )
    assert (office.deliver(), Held.objects.count()) == ([], 0)


def test_the_page_shows_what_is_held_as_words(client, cast, office, now):
    office.write(cast.chloe, "distance@learn.example.com", "<script>alert(1)</script>", subject="<b>x</b>")
    page = client.get(answering.link("publish", cast.chloe, Held.objects.get().pk, now=now)).text
    assert "<script>alert" not in page
    assert "<b>x" not in page


def test_what_is_held_is_forgotten_with_its_files(cast, office, settings, png):
    files = [png("plan.png")]
    office.write(cast.chloe, "distance@learn.example.com", "x", subject="x", files=files)
    kept = Held.objects.get().attachments.get().file.path
    assert holding.forget(office.now + timedelta(days=90)) == 0
    assert holding.forget(office.now + timedelta(days=92)) == 1
    assert not Held.objects.exists()
    assert not Path(kept).exists()


# Several conversations in one mail


@pytest.fixture
def digest(cast, ask, answer, office, now):
    threads = [ask(title=title) for title in ("First", "Second")]
    for thread in threads:
        thread.follow(cast.ada, now=now)
        answer(thread, f"About {thread.title}", now=now + HOUR)
    announcing.announce_some()
    office.wait(hours=3)
    return threads, next(mail for mail in office.deliver() if mail.to[0].startswith("Ada"))


def test_an_answer_to_several_conversations_asks_which(click, cast, office, digest):
    (first, second), mail = digest
    office.reply(cast.ada, mail, "I agree.")
    assert Post.objects.filter(author=cast.ada).count() == 0
    asked = office.deliver()[-1]
    assert asked.subject == "Where does your answer go?"
    click(asked, "Say where it goes", where=str(second.pk))
    assert (second.posts.last().text, first.posts.count()) == ("I agree.", 2)


def test_it_may_be_a_new_question(client, cast, office, digest, now):
    office.reply(cast.ada, digest[1], "And what of Marc?")
    client.post(answering.link("publish", cast.ada, Held.objects.get().pk, now=now), {"where": ""})
    assert Thread.objects.order_by("pk").last().title == "And what of Marc?"


@pytest.mark.parametrize("where", ["0", "x", "99999999", "-1"])
def test_it_goes_nowhere_else(client, cast, office, digest, now, where):
    office.reply(cast.ada, digest[1], "I agree.")
    link = answering.link("publish", cast.ada, Held.objects.get().pk, now=now)
    assert client.post(link, {"where": where}).status_code == 422
    assert Post.objects.filter(author=cast.ada).count() == 0


def test_each_conversation_has_its_own_address(cast, office, digest):
    (_first, second), mail = digest
    lines = mail.body.splitlines()
    about = lines.index("About: Second")
    address = lines[about + 1].removeprefix("To answer it, write to: ")
    office.write(cast.ada, address, "Only here.")
    assert second.posts.last().text == "Only here."
