"""Each act done from my day: as a page that leads back, and in place."""

import html
import re
from datetime import timedelta

import pytest

from tisserand.attention.models import Decision, Outreach
from tisserand.conversations import pace, reports
from tisserand.conversations.models import Post, Report
from tisserand.mail import outbox
from tisserand.mail.models import Envelope

from .conftest import in_place, words

DAY = timedelta(days=1)
HERE = "/c/distance/my-day/"
pytestmark = pytest.mark.usefixtures("settled", "clock")


def test_reply_as_a_page(ada, cast, ask, the_key):
    ask(cast.chloe, "How do I begin?")
    key = the_key()
    page = words(ada.get(HERE + "reply/", {"signal": key}))
    assert "How do I begin? Tell me." in page
    done = ada.post(HERE + "reply/", {"signal": key, "text": "Begin by asking."})
    act = Outreach.objects.get()
    assert (done.status_code, done.url) == (302, f"{HERE}#done-o{act.pk}")
    page = ada.get(HERE)
    assert f'id="done-o{act.pk}"' in page.content.decode()
    assert "You replied to Chloé." in words(page)


def test_reply_in_place_folds_into_one_sentence(ada, cast, ask, the_key):
    ask(cast.chloe)
    key = the_key()
    form = in_place(ada, f"{HERE}reply/?signal={key}&at=line-1")
    assert b"<html" not in form.content
    assert b'hx-target="#line-1"' in form.content
    said = words(in_place(ada, HERE + "reply/", {"signal": key, "text": "Begin.", "at": "line-1"}))
    assert said.startswith("You replied to Chloé. Undo")
    assert said.endswith("Nobody is waiting.")


def test_an_empty_reply_is_explained_where_it_was_written(ada, cast, ask, the_key):
    ask(cast.chloe)
    said = {"signal": the_key(), "text": "   ", "at": "line-1"}
    answer = in_place(ada, HERE + "reply/", said)
    assert (answer.status_code, answer["HX-Retarget"]) == (422, "#act-line-1")
    assert "field-error" in answer.content.decode()
    assert ada.post(HERE + "reply/", said).status_code == 422


def test_replying_from_the_day_counts_with_all_that_one_writes(ada, cast, ask, the_key, monkeypatch):
    monkeypatch.setattr(pace, "A_GREAT_DEAL", "1 per 10 minutes")
    pace.keep(cast.ada)
    ask(cast.chloe)
    said = {"signal": the_key(), "text": "<div>Begin by asking.</div>", "format": "html"}
    answer = ada.post(HERE + "reply/", said)
    assert (answer.status_code, Post.objects.count()) == (422, 1)
    assert "You have written a great deal in a few minutes." in words(answer)
    assert 'data-format="html"' in answer.content.decode()
    assert '<input type="hidden" name="format" value="html">' in answer.content.decode()


@pytest.mark.parametrize("place", ['"><script>', "a b", "x" * 200, "#evil"])
def test_a_forged_place_is_ignored(ada, cast, ask, the_key, place):
    ask(cast.chloe)
    answer = in_place(ada, HERE + "reply/", {"signal": the_key(), "text": "", "at": place})
    assert (answer.status_code, answer.has_header("HX-Retarget")) == (422, False)


def test_the_slower_of_two_keeps_what_was_typed(ada, client, cast, ask, the_key, make_person, join):
    ask(cast.chloe)
    key = the_key()
    ada.post(HERE + "reply/", {"signal": key, "text": "First."})
    claire = make_person("Claire", "Morel")
    join(claire, "lcm")
    client.force_login(claire)
    answer = client.post(HERE + "reply/", {"signal": key, "text": "Second, well said."})
    assert answer.status_code == 409
    assert "Ada has just taken care of it." in words(answer)
    assert "Second, well said." in words(answer)
    again = in_place(client, HERE + "reply/", {"signal": key, "text": "Second, well said."})
    assert again.status_code == 200
    assert again.content.decode().strip().startswith("<li")
    assert Post.objects.count() == 2


def test_sending_twice_is_sending_once(ada, cast, silent, the_key):
    silent(1)
    said = {"signal": the_key(), "subject": "Hello", "text": "…"}
    ada.post(HERE + "write/", said)
    assert "You have just done it" in words(ada.post(HERE + "write/", said))
    assert Envelope.objects.count() == 1


def test_one_letter_is_proposed_edited_and_sent(ada, cast, silent, the_key):
    (place,) = silent(1)
    page = words(ada.get(HERE + "write/", {"signal": the_key()}))
    assert "Hello Nina0," in page
    assert "“Step 1”, about 12 minutes. https://course.example.com/1" in page
    assert "Send to Nina0" in page
    ada.post(HERE + "write/", {"signal": the_key(), "subject": "Hi", "text": "My own words."})
    act = Outreach.objects.get()
    assert (act.membership, act.subject, act.note) == (place, "Hi", "My own words.")


def test_several_letters_are_read_again_one_by_one(ada, cast, silent, lines):
    places = silent(3)
    keys = [key for _indicator, key in lines()]
    page = ada.get(HERE + "write/", {"signal": keys})
    assert "Letter 1 of 3" in words(page)
    next_page = ada.post(HERE + "write/", {"signal": keys, "of": "3", "subject": "Hi", "text": "One."})
    second = ada.get(next_page.url)
    assert "Letter 2 of 3" in words(second)
    (skip,) = re.findall(r'href="([^"]+)">Skip', second.content.decode())
    third = ada.get(html.unescape(skip))
    assert "Letter 3 of 3" in words(third)
    sent = re.findall(r'name="sent" value="(\w+)"', third.content.decode())
    said = {"signal": keys[2:], "of": "3", "sent": sent, "subject": "Hi", "text": "Three."}
    end = ada.post(HERE + "write/", said)
    said = words(ada.get(end.url))
    assert "2 letters written 1 was passed over, and stays on the list." in said
    assert list(Outreach.objects.order_by("pk").values_list("membership", "note")) == [
        (places[0].pk, "One."),
        (places[2].pk, "Three."),
    ]
    assert [key for _indicator, key in lines()] == [keys[1]]


def test_a_letter_already_written_by_another_is_passed_over(ada, cast, silent, lines, now):
    silent(2)
    keys = [key for _indicator, key in lines()]
    ada.post(HERE + "write/", {"signal": keys[0], "subject": "Hi", "text": "One."})
    assert "Nina1 Roy" in words(ada.get(HERE + "write/", {"signal": keys, "of": "2"}))


def test_whoever_has_no_mail_gets_paper_or_a_call(ada, cast, silent, the_key):
    (place,) = silent(1)
    place.person.email = None
    place.person.save()
    page = words(ada.get(HERE + "write/", {"signal": the_key()}))
    assert "No mail reaches Nina0" in page
    assert "06 12 34 56 78" in page
    done = ada.post(HERE + "write/", {"signal": the_key(), "subject": "Hi", "text": "On paper."})
    act = Outreach.objects.get()
    assert (act.outcome, done.url) == ("printed", f"{HERE}letters/{act.pk}/")
    assert "On paper." in words(ada.get(done.url))


def test_a_call_has_its_number_its_words_and_three_outcomes(ada, cast, silent, the_key):
    silent(1)
    page = ada.get(HERE + "call/", {"signal": the_key()})
    assert 'href="tel:+33612345678"' in page.content.decode()
    assert "We spoke I left a message No answer" in words(page)
    assert "Hello Nina0, this is Ada" in words(page)
    ada.post(HERE + "call/", {"signal": the_key(), "outcome": "reached", "note": "Back on Monday."})
    act = Outreach.objects.get()
    assert (act.kind, act.outcome, act.note) == ("called", "reached", "Back on Monday.")
    assert "You spoke with Nina0." in words(ada.get(HERE))


@pytest.mark.parametrize("outcome", ["", "printed", "nothing"])
def test_a_call_needs_one_of_its_outcomes(ada, silent, the_key, outcome):
    silent(1)
    assert ada.post(HERE + "call/", {"signal": the_key(), "outcome": outcome}).status_code == 422
    assert Outreach.objects.count() == 0


def test_several_calls_are_a_list(ada, silent, lines):
    silent(2)
    page = words(ada.get(HERE + "call/", {"signal": [key for _indicator, key in lines()]}))
    assert "List of calls Nina0 Roy" not in page  # the initials stand between
    assert page.count("Note the call") == 2


def test_newcomers_are_greeted_together(ada, cast, make_person, join, visit, lines, now):
    for name in ("Ines", "Paul"):
        visit(join(make_person(name, "Roy"), at=now - 2 * DAY), 1)
    keys = [key for _indicator, key in lines()]
    page = words(ada.get(HERE))
    assert "Ines and Paul have arrived; nobody has spoken to them yet" in page
    form = words(ada.get(HERE + "greet/", {"signal": keys}))
    assert "Whom do you greet? Ines Roy Paul Roy" in form
    done = in_place(ada, HERE + "greet/", {"signal": keys, "subject": "Welcome", "text": "Hello."})
    assert words(done).startswith(
        "You greeted Ines and Paul. Leaves on Tuesday 24 November 2026 at 10:01 am Undo"
    )
    assert lines() == []
    refs = re.findall(r'name="act" value="(\w+)"', done.content.decode())
    ada.post(HERE + "undo/", {"act": refs})
    assert [key for _indicator, key in lines()] == keys


def test_a_discussion_is_revived_by_a_question_that_one_makes_ones_own(ada, cast, ask, answer, the_key):
    thread = ask(cast.chloe, "Cameras on?", hours=24 * 14, kind="discussion")
    for index, who in enumerate([cast.bao, cast.ada, cast.bao, cast.chloe]):
        answer(thread, who, f"Word {index}.", hours=24 * 12 - index)
    page = html.unescape(ada.get(HERE + "relaunch/", {"signal": the_key()}).content.decode())
    assert "> Word 3." in page
    ada.post(HERE + "relaunch/", {"signal": the_key(), "text": "Who has tried?"})
    assert thread.posts.last().text == "Who has tried?"
    assert "You revived “Cameras on?”." in words(ada.get(HERE))


def test_a_report_is_settled_with_a_reason(ada, cast, ask, answer, the_key, now):
    post = answer(ask(cast.chloe, kind="discussion"), cast.bao, "Rubbish.")
    answer(post.thread, cast.ada, "Gently.", hours=19)
    reports.report(post, by=cast.chloe, reason="Rude", now=now - DAY / 2)
    key = the_key()
    page = words(ada.get(HERE + "settle/", {"signal": key}))
    assert "Rubbish." in page
    assert "Reported by Chloé M.: “Rude”" in page
    assert ada.post(HERE + "settle/", {"signal": key, "decision": "removed"}).status_code == 422
    ada.post(HERE + "settle/", {"signal": key, "decision": "removed", "reason": "Wounding."})
    assert Report.objects.get().decision_reason == "Wounding."
    assert "You removed a message from" in words(ada.get(HERE))


def test_lines_are_put_off_in_one_click_or_to_a_day(ada, cast, community, silent, lines, now):
    silent(2)
    keys = [key for _indicator, key in lines()]
    page = words(ada.get(HERE + "postpone/", {"signal": keys}))
    assert "Tomorrow In a week Next Monday" in page or "Tomorrow Next Monday In a week" in page
    tomorrow = community.today(now) + DAY
    done = in_place(ada, HERE + "postpone/", {"signal": keys, "until": tomorrow.isoformat()})
    assert words(done).startswith("You put off Nina0 and Nina1 until 25 November. Undo")
    assert Decision.objects.count() == 2


@pytest.mark.parametrize("until", ["", "yesterday", "2026-11-24", "2020-01-01", "9999-99-99"])
def test_a_day_that_is_not_to_come_is_refused(ada, silent, the_key, until):
    silent(1)
    assert ada.post(HERE + "postpone/", {"signal": the_key(), "until": until}).status_code == 422
    assert Decision.objects.count() == 0


def test_setting_aside_asks_why(ada, silent, the_key):
    silent(1)
    key = the_key()
    assert ada.post(HERE + "set-aside/", {"signal": key}).status_code == 422
    assert ada.post(HERE + "set-aside/", {"signal": key, "choice": "other"}).status_code == 422
    ada.post(HERE + "set-aside/", {"signal": key, "choice": "away", "words": "until January"})
    assert Decision.objects.get().reason == "Away: holidays, leave, training: until January"


def test_undo_in_place_brings_the_line_back(ada, cast, silent, the_key):
    silent(1)
    key = the_key()
    ada.post(HERE + "call/", {"signal": key, "outcome": "no_answer"})
    act = Outreach.objects.get()
    back = in_place(ada, HERE + "undo/", {"act": f"o{act.pk}"})
    assert f'id="line-{key.replace(":", "-")}"' in back.content.decode()
    assert "1 person to encourage" in words(back)


def test_undo_says_honestly_when_it_is_too_late(ada, cast, silent, the_key, now):
    silent(1)
    ada.post(HERE + "write/", {"signal": the_key(), "subject": "Hi", "text": "…"})
    act = Outreach.objects.get()
    outbox.deliver_due(now + timedelta(minutes=2))
    assert "had already left" in words(in_place(ada, HERE + "undo/", {"act": f"o{act.pk}"}))
    assert "had already left" in words(ada.post(HERE + "undo/", {"act": f"o{act.pk}"}, follow=True))
    act.refresh_from_db()
    assert act.withdrawn_at is None
