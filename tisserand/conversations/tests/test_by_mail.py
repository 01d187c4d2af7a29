"""What people do by mail, from the mail they got to the post on the page."""

from datetime import timedelta

import pytest

from tisserand.conversations import writing
from tisserand.conversations.models import Acceptance, Thread
from tisserand.mail.models import Envelope


def test_replying_to_the_mail_posts_the_reply(cast, office, question, first_answer):
    arrival = office.reply(cast.chloe, first_answer, "I will try on Monday.\n\nThank you Bao.")
    assert (arrival.state, arrival.person) == ("done", cast.chloe)
    post = question.posts.last()
    assert (post.author, post.number, post.via) == (cast.chloe, 3, "mail")
    assert post.text == "I will try on Monday.\n\nThank you Bao."
    assert post.created_at == office.now


def test_the_first_time_a_mail_says_that_it_is_there_and_how_to_remove_it(
    click, cast, office, question, first_answer
):
    office.reply(cast.chloe, first_answer, "I will try on Monday.")
    (told,) = office.deliver()
    assert told.subject == "Your reply is there: How to begin?"
    assert "chloe@example.com" in told.to[0]
    assert "I will try on Monday." in told.body
    office.reply(cast.chloe, first_answer, "And on Tuesday.")
    assert office.deliver() == []
    click(told, "Remove what I wrote")
    assert [post.text for post in question.posts.standing()][2:] == ["And on Tuesday."]


def test_it_is_marked_discreetly_on_the_page(reader, cast, office, question, first_answer):
    office.reply(cast.chloe, first_answer, "I will try.")
    page = reader(cast.bao).get(question.get_absolute_url()).text.replace("Ask by mail", "")
    assert page.count("by mail") == 1
    assert page.index("I will try.") > page.index("by mail")


def test_others_hear_of_it_as_of_any_reply(cast, office, question, first_answer, mails):
    office.reply(cast.chloe, first_answer, "See with @Ada")
    assert ("mention", "Ada") in mails()


def test_what_came_meanwhile_is_still_mailed(cast, office, question, answer, first_answer):
    """Who replies by mail has read what was mailed, not what the page shows by now."""
    answer(question, "Or with a question.", by=cast.ada, now=office.now)
    office.reply(cast.chloe, first_answer, "I will try.")
    office.wait(hours=1)
    bodies = [mail.body for mail in office.deliver() if "chloe@" in mail.to[0]]
    assert any("Or with a question." in body for body in bodies)


def test_the_same_mail_twice_is_one_post(cast, office, question, first_answer):
    for _ in range(2):
        office._count = 0
        office.reply(cast.chloe, first_answer, "Once.")
    assert question.posts.filter(text="Once.").count() == 1


def test_files_are_joined_under_the_rules_of_the_page(cast, office, question, first_answer, png):
    files = [
        png("plan.png"),
        ("virus.exe", b"MZ", "application/x-msdownload"),
        ("not.png", b"no", "image/png"),
    ]
    office.reply(cast.chloe, first_answer, "Here it is.", files=files)
    post = question.posts.last()
    assert [file.name for file in post.attachments.all()] == ["plan.webp"]
    (told,) = office.deliver()
    assert "“virus.exe” cannot be joined" in told.body
    assert "“not.png” is damaged" in told.body


def test_logos_and_seals_of_mail_programs_are_left_silently(cast, office, question, first_answer, png):
    files = [png("image001.png"), ("smime.p7s", b"x", "application/pkcs7-signature")]
    office.reply(cast.chloe, first_answer, "Yes.", files=files)
    assert not question.posts.last().attachments.exists()
    (told,) = office.deliver()
    assert "not there" not in told.body


def test_a_file_without_words_is_a_post(cast, office, question, first_answer, png):
    office.reply(cast.chloe, first_answer, "", files=[png("plan.png")])
    post = question.posts.last()
    assert (post.text, post.attachments.count()) == ("[Image 1]", 1)


def test_six_files_are_five_and_a_word(cast, office, question, first_answer, png):
    files = [png(f"{number}.png") for number in range(6)]
    office.reply(cast.chloe, first_answer, "Six.", files=files)
    assert question.posts.last().attachments.count() == 5
    (told,) = office.deliver()
    assert "left out: 5.webp" in told.body


# Refusals: nothing is posted, and the mail that answers says why.


def refused(office, arrival, words):
    assert arrival.state == "refused"
    (told,) = office.deliver()
    assert told.subject == "Your mail could not be taken in"
    assert words in told.body


def test_a_withdrawn_conversation(cast, office, question, first_answer):
    writing.delete(question.posts.get(number=1), by=cast.chloe, now=office.now)
    refused(office, office.reply(cast.chloe, first_answer, "Yes?"), "has been withdrawn")
    assert question.posts.count() == 2


def test_a_conversation_that_is_no_more(cast, office, question, first_answer):
    Thread.objects.all().delete()
    refused(office, office.reply(cast.chloe, first_answer, "Yes?"), "is no longer there")


def test_who_has_left(cast, office, question, first_answer):
    cast.places["chloe"].leave(by=cast.ada, now=office.now)
    refused(office, office.reply(cast.chloe, first_answer, "Yes?"), "You are not a member")
    assert question.posts.count() == 2


@pytest.mark.parametrize(("text", "why"), [("", "Write a few words first"), ("a" * 60_000, "too long")])
def test_nothing_or_too_much(cast, office, question, first_answer, text, why):
    refused(office, office.reply(cast.chloe, first_answer, text), why)
    assert question.posts.count() == 2


def test_only_a_file_that_may_not_be_kept(cast, office, question, first_answer):
    files = [("virus.exe", b"MZ", "application/x-msdownload")]
    refused(office, office.reply(cast.chloe, first_answer, "", files=files), "“virus.exe” cannot be joined")


def test_hostile_words_stay_words(cast, office, question, first_answer):
    office.reply(cast.chloe, first_answer, "<script>alert(1)</script> <b>x</b> [x](javascript:alert(1))")
    html = question.posts.last().html
    assert "<script" not in html
    assert "<b>" not in html
    assert 'href="javascript' not in html


# Questions


def test_writing_to_the_community_asks(click, reader, cast, office, ask_address, community):
    office.write(cast.chloe, ask_address(), "I dare not begin.\n\nChloé", subject="How to begin?")
    thread = Thread.objects.get()
    assert (thread.title, thread.kind, thread.author) == ("How to begin?", "question", cast.chloe)
    assert thread.posts.get().via == "mail"
    assert thread.promised_at is not None
    (told,) = office.deliver()
    assert told.subject == "Your question is there: How to begin?"
    assert "Answer promised before" in told.body
    click(told, "Remove what I wrote")
    assert not Thread.objects.visible().exists()


def test_a_subject_alone_is_a_question(cast, office, ask_address):
    office.write(cast.chloe, ask_address(), "", subject="Re: How do I open module 2?")
    thread = Thread.objects.get()
    assert (thread.title, thread.posts.get().text) == ("How do I open module 2?",) * 2


def test_words_without_a_subject_give_the_title(cast, office, ask_address):
    office.write(cast.chloe, ask_address(), "How do I open module 2? I have tried twice.")
    assert Thread.objects.get().title == "How do I open module 2? I have tried twice."


def test_an_answer_to_the_mail_about_ones_question_goes_under_it(cast, office, ask_address):
    office.write(cast.chloe, ask_address(), "I dare not begin.", subject="How to begin?")
    (told,) = office.deliver()
    office.reply(cast.chloe, told, "I forgot: it is about Marc.")
    assert Thread.objects.get().posts.count() == 2


def test_nothing_at_all_is_refused(cast, office, ask_address):
    refused(office, office.write(cast.chloe, ask_address(), ""), "Write a few words first")


@pytest.mark.parametrize(("name", "asked"), [("ada", 1), ("bao", 1), ("chloe", 1), ("dov", 0)])
def test_members_ask_and_strangers_do_not(cast, office, ask_address, name, asked):
    office.write(cast.people[name], ask_address(cast.people[name]), "Why?", subject="Why?")
    assert Thread.objects.count() == asked


def test_thanks_for_a_mail_ask_nothing(cast, office, ask_address, community):
    sent = {"kind": "said-by-mail", "state": "sent", "message_id": "<x@y>"}
    envelope = Envelope.objects.create(person=cast.chloe, created_at=office.now, due_at=office.now, **sent)
    thanks = {"subject": "Re: It is noted", "In_Reply_To": envelope.message_id}
    office.write(cast.chloe, ask_address(), "Merci beaucoup !\nChloé", **thanks)
    assert (Thread.objects.count(), office.deliver()) == (0, [])
    office.write(cast.chloe, ask_address(), "Thank you. And how do I begin?", **thanks)
    assert Thread.objects.get().title == "Thank you. And how do I begin?"


# « Résolu »


SOLVED = ["Résolu", "Merci, c’est résolu !", "solved", "Bonjour Bao,\nthat solved it, thanks.\nChloé"]


@pytest.mark.parametrize("text", SOLVED)
def test_solved_accepts_the_answer_it_replies_to(click, cast, office, question, answer, first_answer, text):
    answer(question, "Another idea.", by=cast.ada, now=office.now)
    office.reply(cast.chloe, first_answer, text)
    accepted = Acceptance.objects.get()
    assert (accepted.post.number, accepted.accepted_by, accepted.accepted_at) == (2, cast.chloe, office.now)
    assert question.posts.count() == 3
    told = next(mail for mail in office.deliver() if mail.subject == "It is noted")
    assert "“How to begin?” is solved" in told.body
    click(told, "Undo", undo="")
    assert not Acceptance.objects.exists()


ORDINARY = [
    "Pas résolu",
    "C’est résolu ?",
    "Not solved",
    "Solved for Marc, but not for me",
    "Résolu ! Et toi, comment fais-tu ?",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_one_word_more_is_an_ordinary_reply(cast, office, question, first_answer, text):
    office.reply(cast.chloe, first_answer, text)
    assert not Acceptance.objects.exists()
    assert question.posts.last().text == text


def test_solved_by_somebody_else_is_an_ordinary_reply(cast, office, question, answer, now):
    question.follow(cast.ada, now=now)
    answer(question, "See @Ada")
    mail = next(mail for mail in office.deliver() if mail.to[0].startswith("Ada"))
    office.reply(cast.ada, mail, "Solved!")
    assert (Acceptance.objects.exists(), question.posts.last().text) == (False, "Solved!")


def test_solved_from_another_address_waits_for_one_click(click, cast, office, question, first_answer):
    office.reply(cast.chloe, first_answer, "Résolu", sender="chloe@home.example")
    assert not Acceptance.objects.exists()
    (asked,) = office.deliver()
    click(asked, "Yes, this solved it")
    assert Acceptance.objects.get().post.number == 2


# The clock


def test_a_community_of_the_past_gets_posts_of_its_own_time(community, cast, office, question, first_answer):
    community.set_back = timedelta(days=365)
    community.save()
    office.reply(cast.chloe, first_answer, "Then as now.")
    assert question.posts.last().created_at == office.now - timedelta(days=365)


def test_a_late_reply_is_told_so(cast, office, question, first_answer):
    office.wait(days=92)
    refused(office, office.reply(cast.chloe, first_answer, "At last"), "too old")


def test_in_french(cast, office, ask, answer, now):
    cast.chloe.language = "fr"
    cast.chloe.save()
    answer(ask(title="Comment commencer"), "Par un fait.")
    (mail,) = office.deliver()
    assert "Pour répondre, répondez simplement à ce courriel" in mail.body
    office.reply(cast.chloe, mail, "Merci, c’est résolu !")
    (told,) = office.deliver()
    assert told.subject == "C’est noté"
    assert "“" not in told.body
