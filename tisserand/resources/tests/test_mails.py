"""What those who follow get: the whole, once, and a way to answer in the conversation."""

from datetime import timedelta

import pytest

from tisserand.conversations import writing
from tisserand.resources import sheets, syntheses, telling


@pytest.fixture
def deliver(post_office):
    """Tell what is due, ten minutes after, and let two hours pass; the mails by whom they go to."""

    def deliver():
        post_office.wait(minutes=11)
        telling.tell_some(post_office.now)
        post_office.wait(hours=2)
        ours = [
            mail for mail in post_office.deliver() if mail.subject.startswith(("Synth", "Sheet", "Leading"))
        ]
        return {mail.to[0].partition("@")[0].rpartition("<")[2]: mail for mail in ours}

    return deliver


def html_of(mail):
    return mail.alternatives[0][0]


def test_the_whole_synthesis_and_a_reply_that_goes_into_the_thread(
    sum_up, deliver, thread, post_office, cast
):
    sum_up()
    mails = deliver()
    assert set(mails) == {"bao", "chloe"}
    mail = mails["chloe"]
    assert mail.subject == "Synthesis: How to begin?"
    for part in ("Facts first.", "Begin with a fact", "Bao Tran, message 2", "Up to date as of message 3"):
        assert part in mail.body
        assert part in html_of(mail)
    assert "distance" in mail.extra_headers["List-Id"]
    assert "List-Unsubscribe" in mail.extra_headers
    post_office.reply(cast.chloe, mail, "It helps me to see the whole of it at last.")
    thread.refresh_from_db()
    assert thread.last_number == 4


def test_what_was_removed_since_is_in_no_mail(sum_up, deliver, post, cast, now):
    sum_up()
    writing.delete(post(2), by=cast.bao, now=now)
    mail = deliver()["chloe"]
    assert "Begin with a fact" not in mail.body + html_of(mail)
    assert "Facts first." in mail.body


def test_who_has_seen_it_on_the_page_gets_no_mail(sum_up, deliver, thread, cast, now):
    sum_up()
    thread.note_reading(cast.chloe, up_to=3, now=now + timedelta(minutes=1))
    assert set(deliver()) == {"bao"}


def test_nor_who_follows_no_more_nor_when_it_was_taken_off(sum_up, deliver, thread, cast, now, post_office):
    version = sum_up()
    post_office.wait(minutes=11)
    telling.tell_some(post_office.now)
    thread.unfollow(cast.chloe, now=now)
    assert set(deliver()) == {"bao"}
    sum_up("Otherwise.", tell=True, now=post_office.now)
    post_office.wait(minutes=11)
    telling.tell_some(post_office.now)
    syntheses.withdraw(version.synthesis, by=cast.ada, now=post_office.now)
    assert deliver() == {}


def test_the_whole_sheet_with_where_it_comes_from(make_sheet, deliver, thread, post_office, cast):
    make_sheet("Facts.\n\n> keep silent\n> [#3]\n\n- one\n- two", thread=thread, published=True)
    mails = deliver()
    assert set(mails) == {"chloe"}  # Bao follows, and published it
    mail = mails["chloe"]
    assert mail.subject == "Sheet: Begin a hard talk"
    for part in ("Facts.", "keep silent", "How to begin?"):
        assert part in mail.body
        assert part in html_of(mail)
    post_office.reply(cast.chloe, mail, "And on the phone, how does one keep silent?")
    thread.refresh_from_db()
    assert thread.last_number == 4


def test_two_sheets_come_in_one_mail_each_with_its_address(make_sheet, deliver, thread):
    make_sheet(thread=thread, published=True)
    make_sheet(thread=thread, title="Another", published=True)
    [mail] = deliver().values()
    assert mail.subject == "Leading at a distance: new sheets"
    assert "Begin a hard talk" in mail.body
    assert "Another" in mail.body
    assert mail.body.count("To answer it, write to:") == 2


def test_a_sheet_whose_thread_is_gone_is_answered_on_the_page(make_sheet, deliver, thread, post, cast, now):
    make_sheet(thread=thread, published=True)
    writing.delete(post(1), by=cast.chloe, now=now)
    mail = deliver()["chloe"]
    assert "Facts" not in mail.subject
    assert "How to begin?" not in mail.body + html_of(mail)
    assert "Replies to this address are not read" in mail.body


def test_a_sheet_withdrawn_meanwhile_is_not_sent(make_sheet, deliver, thread, cast, post_office):
    sheet = make_sheet(thread=thread, published=True)
    post_office.wait(minutes=11)
    telling.tell_some(post_office.now)
    sheets.withdraw(sheet, by=cast.bao, now=post_office.now)
    assert deliver() == {}


def test_a_long_one_goes_on_on_the_page(make_sheet, deliver, thread):
    make_sheet("word " * 9_000, thread=thread, published=True)
    mail = deliver()["chloe"]
    assert len(html_of(mail)) < 80_000
    assert "The rest is on the page" in mail.body


def test_hostile_words_do_not_run_in_a_mail(make_sheet, deliver, thread):
    make_sheet("<script>alert(1)</script> <img src=x>", title="<b>T</b>", thread=thread, published=True)
    mail = deliver()["chloe"]
    assert "<script" not in html_of(mail)
    assert "<b>T</b>" not in html_of(mail)
