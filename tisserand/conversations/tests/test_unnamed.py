"""Ask without one's name: what the page says and refuses, who may see the name, showing it, by mail.

That nothing tells who asked, anywhere, is `tests/privacy/test_unnamed.py`.
"""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from tisserand.communities import charter
from tisserand.conversations import facts, unnamed, writing
from tisserand.conversations.models import Held, Post, Thread, Unnamed

ASK = "/c/distance/conversations/new/"
SAID = {"kind": "question", "title": "How do I refuse?", "text": "I do not dare.", "without_name": "on"}


@pytest.fixture
def asked(ask):
    return ask(without_name=True)


@pytest.fixture
def by_charter(community, cast, now):
    """The charter says that the LCM may see the name."""
    written = charter.write(community, "We answer.", by=cast.ada, again=True, now=now)
    for member in community.memberships.present():
        written.accept(member, now=now)
    community.unnamed_questions = "lcm"
    community.save()


def page(reader, thread, name=""):
    return reader.get(f"/c/distance/conversations/{thread.pk}/{name}")


def test_one_is_told_who_sees_before_one_sends(cast, community, reader):
    body = reader(cast.chloe).get(ASK).content.decode()
    assert "neither the other members nor those who run this community" in body
    community.unnamed_questions = "never"
    community.save()
    assert "without_name" not in reader(cast.chloe).get(ASK).content.decode()
    assert reader(cast.chloe).post(ASK, SAID).status_code == 302
    assert Thread.objects.get().author == cast.chloe  # nothing was offered, nothing was hidden


def test_asked_on_the_page_it_bears_nobody_for_the_others_and_you_for_you(cast, reader):
    assert reader(cast.chloe).post(ASK, SAID).status_code == 302
    thread = Thread.objects.get()
    assert (thread.author, thread.posts.get().author, thread.last_post_by) == (None, None, None)
    assert thread.waiting
    assert thread.written_by(cast.chloe)
    mine, others = (page(reader(who), thread).content.decode() for who in (cast.chloe, cast.bao))
    assert "You, without your name" in mine
    assert "Who can see my name?" in mine
    assert "The person who asked" in others
    assert "Chlo" not in others


def test_the_same_form_twice_asks_once(cast, reader):
    browser = reader(cast.chloe)
    for _ in range(2):
        assert browser.post(ASK, SAID | {"form_token": "a" * 24}).status_code == 302
    assert (Thread.objects.count(), Unnamed.objects.count()) == (1, 1)


@pytest.mark.parametrize("text", ["I am Chloé.", "chloe@example.com", "CHLOÉ MARTIN", "M. Martin says no"])
def test_a_text_that_names_its_author_is_shown_to_them_before_it_leaves(cast, reader, text):
    browser, said = reader(cast.chloe), SAID | {"text": text}
    response = browser.post(ASK, said)
    assert response.status_code == 422
    assert b"may say who you are" in response.content
    assert b'name="looked"' in response.content
    assert not Thread.objects.exists()
    assert browser.post(ASK, said | {"looked": "on"}).status_code == 302


def test_a_file_or_a_discussion_goes_under_a_name_only(cast, ask, reader):
    assert b"Only a question" in reader(cast.chloe).post(ASK, SAID | {"kind": "discussion"}).content
    with pytest.raises(ValidationError, match="cannot join a file"):
        ask(without_name=True, files=["a file"], looked=True)
    assert not Thread.objects.exists()
    assert not Unnamed.objects.exists()


def test_a_request_for_help_is_sent_with_nothing_of_the_browser(cast, reader):
    reader(cast.chloe).post(ASK, SAID | {"kind": "help", "page": "/c/distance/members/"})
    assert Thread.objects.get().context == {}


def test_its_asker_goes_on_without_a_name_and_answers_nobody(cast, asked, answer, community):
    more = answer(asked, "I mean a delay.", by=cast.chloe)
    assert (more.author, more.unnamed) == (None, asked.unnamed)
    asked.refresh_from_db()
    assert asked.waiting
    assert asked.first_reply_at is None
    with pytest.raises(ValidationError, match="may say who you are"):
        answer(asked, "Chloé again", by=cast.chloe)
    answer(asked)
    asked.refresh_from_db()
    assert asked.first_reply_at
    assert not asked.waiting
    assert facts.kept(community) == facts.recomputed(community)


def test_its_asker_is_told_of_the_answer_and_alone_accepts_it(cast, asked, answer, mails, reader):
    post = answer(asked)
    assert mails() == [("first-answer", "Chloé")]
    with pytest.raises(PermissionDenied):
        asked.accept(post, by=cast.ada, now=post.created_at)
    accepted = asked.accept(post, by=cast.chloe, now=post.created_at)
    assert accepted.accepted_by is None
    assert not asked.community.events.filter(actor=cast.chloe).exclude(verb="visited").exists()
    assert "The answer that helped you" in page(reader(cast.chloe), asked).content.decode()
    assert "Chlo" not in page(reader(cast.bao), asked).content.decode()


def test_a_name_and_none_at_once_is_refused_by_the_database(cast, asked):
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.update(author=cast.chloe)
    with pytest.raises(IntegrityError), transaction.atomic():
        Thread.objects.update(author=cast.chloe)


@pytest.mark.parametrize(
    ("who", "hidden", "open_"), [("ada", 404, 200), ("bao", 404, 404), ("chloe", 200, 200), ("dov", 404, 404)]
)
def test_who_may_open_the_page_of_the_name(cast, community, ask, reader, by_charter, who, hidden, open_):
    told = ask(without_name=True, told_lcm=True)
    community.unnamed_questions = "hidden"
    community.save()
    not_told = ask(without_name=True)
    browser = reader(cast.people[who])
    assert page(browser, not_told, "asker/").status_code == hidden
    assert page(browser, told, "asker/").status_code == open_


def test_the_lcm_sees_the_name_when_they_ask_and_the_asker_sees_that(cast, ask, reader, by_charter):
    thread = ask(without_name=True, told_lcm=True)
    ada, chloe = reader(cast.ada), reader(cast.chloe)
    assert b"See who asked" in page(ada, thread).content
    assert "Chlo" not in page(ada, thread, "asker/").content.decode()
    assert b"Nobody has asked who you are" in page(chloe, thread, "asker/").content
    seen = ada.post(f"/c/distance/conversations/{thread.pk}/asker/").content.decode()
    assert "This question is by <strong>Chloé Martin</strong>" in seen
    assert b"Ada Lovel asked who you are" in page(chloe, thread, "asker/").content


def test_what_the_charter_says_later_opens_no_name(cast, asked, by_charter, reader):
    assert page(reader(cast.ada), asked, "asker/").status_code == 404
    with pytest.raises(PermissionDenied):
        unnamed.look(asked, by=cast.ada, now=asked.created_at)


def test_who_was_not_told_that_the_lcm_may_look_is_asked_again(cast, reader, by_charter):
    browser = reader(cast.chloe)
    response = browser.post(ASK, SAID)
    assert response.status_code == 422
    assert b"The charter has just changed" in response.content
    assert b"save those who run this community" in response.content
    assert browser.post(ASK, SAID | {"told_lcm": "1"}).status_code == 302


def test_without_a_charter_the_lcm_sees_nothing(cast, community, ask):
    community.unnamed_questions = "lcm"
    community.save()
    assert ask(without_name=True).unnamed.lcm_may_see is False


def test_showing_the_name_is_for_the_asker_once_and_for_all(cast, asked, answer, reader, community):
    post = answer(asked)
    asked.accept(post, by=cast.chloe, now=post.created_at)
    answer(asked, "Thank you.", by=cast.chloe)
    show = f"/c/distance/conversations/{asked.pk}/asker/name/"
    reader(cast.bao).post(show)
    assert Unnamed.objects.exists()
    for _ in range(2):
        reader(cast.chloe).post(show)
    asked = Thread.objects.get(pk=asked.pk)
    assert (asked.author, asked.unnamed, asked.acceptance.accepted_by) == (cast.chloe, None, cast.chloe)
    assert set(asked.posts.values_list("author__given_name", flat=True)) == {"Chloé", "Bao"}
    assert facts.kept(community) == facts.recomputed(community)
    assert "Chloé Martin" in page(reader(cast.bao), asked).content.decode()


@pytest.mark.parametrize(
    "subject",
    [
        "[sans nom] How to refuse?",
        "Sans nom : How to refuse?",
        "How to refuse? (anonymous)",
        "Re: [list] [Without my  name] How to refuse?",
    ],
)
def test_by_mail_a_word_in_the_subject_holds_it_until_it_is_read_again(
    cast, office, ask_address, click, subject
):
    office.write(cast.chloe, ask_address(), "I do not dare.\n\nChloé", subject=subject)
    (mail,) = office.deliver()
    assert not Thread.objects.exists()
    assert Held.objects.get().title == "How to refuse?"
    response = click(mail, "Read it again", text="I do not dare.\n\nChloé")
    assert response.status_code == 422
    assert not Thread.objects.exists()
    assert click(mail, "Read it again", text="I do not dare.").status_code == 302
    thread = Thread.objects.get()
    assert thread.author is None
    assert thread.written_by(cast.chloe)
    assert "Chlo" not in thread.posts.get().source


def test_a_signed_reply_by_mail_to_one_s_own_question_waits(cast, office, asked, answer, click):
    answer(asked)
    (mail,) = office.deliver()
    office.reply(cast.chloe, mail, "Which fact?\n\nChloé Martin, Sales")
    assert asked.posts.count() == 2
    (held,) = [one for one in office.deliver() if "Without your name" in one.subject]
    assert click(held, "Read it again", text="Which fact?").status_code == 302
    assert asked.posts.get(number=3).author is None


def test_a_reply_by_mail_that_says_no_name_is_there_without_one(cast, office, asked, answer):
    answer(asked)
    (mail,) = office.deliver()
    office.reply(cast.chloe, mail, "Which fact?")
    post = asked.posts.get(number=3)
    assert (post.author, post.text) == (None, "Which fact?")


def test_a_reply_to_others_that_asks_for_no_name_is_not_published_under_it(
    cast, office, first_answer, question
):
    office.reply(cast.bao, first_answer, "Yes.", subject="[sans nom] Re: How to begin?")
    assert question.posts.count() == 2


def test_where_nobody_may_a_mail_without_a_name_is_refused(cast, community, office, ask_address):
    community.unnamed_questions = "never"
    community.save()
    office.write(cast.chloe, ask_address(), "I do not dare.", subject="[anonymous] How to refuse?")
    (mail,) = office.deliver()
    assert "one asks under one" in mail.body
    assert not Thread.objects.exists()


def test_an_edit_that_names_is_stopped_too(cast, asked, now):
    with pytest.raises(ValidationError, match="may say who you are"):
        writing.edit(asked.posts.get(), by=cast.chloe, source="Chloé", now=now)


def test_in_french(cast, asked, reader):
    cast.bao.language = "fr"
    cast.bao.save()
    body = reader(cast.bao).get(asked.get_absolute_url(), headers={"Accept-Language": "fr"}).content.decode()
    assert "La personne qui a posé la question" in body
