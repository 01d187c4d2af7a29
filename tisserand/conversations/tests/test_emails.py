from datetime import timedelta

import pytest

from tisserand.conversations import announcing, reports, writing
from tisserand.mail import composing, kinds
from tisserand.mail.models import Envelope

HOUR = timedelta(hours=1)


def composed(kind, given_name=None):
    """The mails of a kind as they would leave: subject, sender, text, HTML."""
    while announcing.announce_some():
        pass
    found = []
    for envelope in Envelope.objects.filter(kind=kind).order_by("pk"):
        said = composing.content(envelope, kinds.named(kind))
        if said is not None and given_name in (None, envelope.person.given_name):
            message = composing.message(envelope, kinds.named(kind), said)
            found.append(
                (message.subject, message.extra_headers["From"], message.body, message.alternatives[0][0])
            )
    return found


def test_the_first_answer_is_told_at_once_and_whole(cast, question, answer, mails, now):
    answer(question, "Begin with a **fact**.\n\n- then wait")
    assert mails() == [("first-answer", "Chloé")]
    subject, sender, text, html = composed("first-answer")[0]
    assert subject == "Re: How to begin?"
    assert "Bao Tran" in sender
    assert "Begin with a fact.\n\n- then wait" in text
    assert "<strong>fact</strong>" in html
    assert f"/c/distance/conversations/{question.pk}/#post-2" in text
    assert Envelope.objects.get().due_at <= now + HOUR


def test_later_answers_are_gathered_in_one_mail(cast, question, answer, mails):
    answer(question)
    answer(question, "Second", by=cast.ada)
    answer(question, "Third", by=cast.ada)
    announcing.announce_some()
    assert [mail for mail in mails() if mail[1] == "Chloé"] == [
        ("first-answer", "Chloé"),
        ("answers", "Chloé"),
    ]
    ((subject, _sender, text, _html),) = composed("answers")
    assert subject == "Re: How to begin?"
    assert text.index("Second") < text.index("Third")


def test_followers_hear_of_several_threads_in_one_mail(cast, ask, answer, now):
    for title in ("First", "Second"):
        thread = ask(title=title)
        thread.follow(cast.ada, now=now)
        answer(thread, f"About {title}")
    announcing.announce_some()
    ((subject, _sender, text, html),) = composed("followed", "Ada")
    assert subject == "Leading at a distance: what is new in your conversations"
    assert all(
        words in text and words in html for words in ("First", "About First", "Second", "About Second")
    )


def test_who_writes_is_not_told_of_it_and_who_unfollowed_hears_nothing(cast, question, answer, mails, now):
    answer(question, by=cast.chloe)
    announcing.announce_some()
    assert mails() == []
    question.unfollow(cast.chloe, now=now)
    answer(question)
    announcing.announce_some()
    assert mails() == []


def test_people_named_are_told_at_once_and_only_once(cast, question, answer, mails, now):
    question.follow(cast.ada, now=now)
    answer(question, "See with @Ada and @Chloé")
    announcing.announce_some()
    assert sorted(mails()) == [("first-answer", "Chloé"), ("mention", "Ada")]
    assert composed("mention")[0][1].startswith("Bao Tran")


def test_what_is_deleted_or_read_meanwhile_is_not_sent(cast, question, answer, now):
    post = answer(question)
    writing.delete(post, by=cast.bao, now=now)
    assert composed("first-answer") == []
    writing.restore(post, by=cast.bao, now=now)
    assert len(composed("first-answer")) == 1
    question.note_reading(cast.chloe, up_to=2, now=now)
    assert composed("first-answer") == []


def test_what_is_no_more_is_not_sent(question, answer):
    answer(question)
    envelopes = list(Envelope.objects.all())
    question.delete()
    assert [composing.content(envelope, kinds.named(envelope.kind)) for envelope in envelopes] == [None]


def test_a_mail_says_what_the_post_says_when_it_leaves(cast, question, answer, now):
    post = answer(question, "Wrong")
    writing.edit(post, by=cast.bao, source="Right", now=now)
    assert "Right" in composed("first-answer")[0][2]


def test_an_archive_tells_nobody(cast, question, answer, mails, now):
    question.follow(cast.ada, now=now)
    answer(question, "Hello @Ada", notify=False)
    announcing.announce_some()
    assert mails() == []


def test_mails_of_one_thread_stand_together(cast, question, answer):
    answer(question)
    answer(question, "Second", by=cast.ada)
    keys = {composing.content(mail, kinds.named(mail.kind)).thread_key for mail in Envelope.objects.all()}
    assert keys == {f"thread-{question.pk}"}


def test_a_community_of_the_past_writes_by_the_present_clock(community, cast, question, answer, now):
    community.set_back = timedelta(days=365)
    community.save()
    question.refresh_from_db()
    post = answer(question)
    assert Envelope.objects.get().created_at == now + HOUR + timedelta(days=365)
    report = reports.report(post, by=cast.chloe, reason="Rude", now=now)
    reports.settle(report, decision="kept", reason="Fine", by=cast.ada, now=now)
    told = Envelope.objects.filter(kind="report-settled").values_list("created_at", flat=True)
    assert list(told) == [now + timedelta(days=365)] * 2


def test_the_author_never_learns_who_reported(cast, question, answer, now):
    report = reports.report(answer(question), by=cast.chloe, reason="Rude", now=now)
    reports.settle(report, decision="removed", reason="Be kind", by=cast.ada, now=now)
    (_subject, _sender, text, html) = composed("report-settled", "Bao")[0]
    assert "Be kind" in text
    assert "removed" in text
    assert "Chloé" not in text + html
    assert "Thank you for reporting" in composed("report-settled", "Chloé")[0][2]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_kind_in_both_languages_and_small(cast, ask, question, answer, now, language):
    for person in cast.people.values():
        person.language = language
        person.save()
    second = ask(title="Second")
    for thread in (question, second):
        thread.follow(cast.ada, now=now)
        answer(thread, "Hello @Ada")
        post = answer(thread, "Again")
    announcing.announce_some()
    report = reports.report(post, by=cast.chloe, reason="Rude", now=now)
    reports.settle(report, decision="kept", reason="Fine", by=cast.ada, now=now)
    for kind in ("first-answer", "answers", "mention", "followed", "report-settled"):
        for subject, _sender, text, html in composed(kind):
            assert subject
            assert text
            assert f'lang="{language}"' in html
            assert len(html) < 20_000


def test_hostile_words_stay_words(cast, ask, answer):
    thread = ask(title="<b>x</b>\r\nBcc: all@example.com")
    answer(thread, "<script>alert(1)</script>")
    subject, _sender, _text, html = composed("first-answer")[0]
    assert "\n" not in subject
    assert "<script>" not in html
    assert "<b>x</b>" not in html


# The whole conversation, and what one may do from the mail


def test_what_was_said_before_is_under_what_is_new(cast, question, answer):
    answer(question, "Begin with a fact.")
    answer(question, "Or with a question.", by=cast.ada)
    ((_subject, _sender, text, html),) = composed("answers")
    for said in (text, html):
        new, before = said.index("Or with a question."), said.index("What was said before")
        assert new < before < said.index("I do not dare.", before) < said.index("Begin with a fact.", before)


def test_a_long_conversation_keeps_its_beginning_and_its_end(cast, question, answer):
    for number in range(40):
        by = cast.ada if number % 2 else cast.bao
        answer(question, f"Message {number}: " + "word " * 300, by=by, notify=False)
    answer(question, "The newest.")
    ((_subject, _sender, text, html),) = composed("answers")
    assert text.index("The newest.") < text.index("I do not dare.") < text.index("Message 39")
    assert "more messages stand between, on the page" in text
    assert len(html) < 100_000


def test_many_new_messages_share_the_room(cast, question, answer):
    for number in range(60):
        answer(question, f"Message {number}: " + "word " * 2_000, by=cast.ada)
    ((_subject, _sender, text, html),) = composed("answers")
    assert all(f"Message {number}:" in text for number in range(1, 60))
    assert len(html) < 100_000


def test_a_long_message_goes_on_on_the_page(cast, question, answer):
    answer(question, "Word " * 9_000 + "the very end")
    ((_subject, _sender, text, html),) = composed("first-answer")
    assert "The rest is on the page" in text
    assert "the very end" not in text + html
    assert len(html) < 100_000


def test_deleted_messages_are_not_shown_before(cast, question, answer, now):
    rude = answer(question, "Rude words.")
    writing.delete(rude, by=cast.ada, now=now, reason="Rude")
    answer(question, "Kind words.", by=cast.ada)
    assert "Kind words." in composed("first-answer")[-1][2]
    assert all(
        "Rude words" not in mail[2] + mail[3] for mail in composed("first-answer") + composed("answers")
    )


@pytest.mark.parametrize("receives", [True, False])
def test_the_asker_says_solved_unclear_or_stuck_by_links(cast, question, answer, settings, receives):
    settings.MAIL_IN_DOMAIN = "learn.example.com" if receives else ""
    answer(question)
    ((_subject, _sender, text, html),) = composed("first-answer")
    for name in ("solved", "unclear", "call-me"):
        assert f"/a/{name}." in text
        assert f"/a/{name}." in html
    assert ("just reply to this mail" in text) is receives
    assert ("mailto:community." in html) is receives
    assert ("Replies to this address are not read" in text) is not receives


def test_followers_say_nothing_for_the_asker_and_may_stop_following(cast, question, answer, now, settings):
    question.follow(cast.ada, now=now)
    answer(question)
    announcing.announce_some()
    ((_subject, _sender, text, _html),) = composed("followed", "Ada")
    assert "/a/solved." not in text
    assert "/a/unfollow." in text
    assert "/a/call-me." not in text  # she runs the community


def test_who_has_left_gets_no_mail(cast, question, answer, now):
    answer(question)
    cast.places["chloe"].leave(by=cast.ada, now=now)
    assert composed("first-answer") == []
