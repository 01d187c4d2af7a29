"""Several questions under one mail: one page without signing in, or a reply; kept by who and when."""

import re

import pytest

from tisserand.communities.models import CallRequest
from tisserand.facilitation import answering, drafts, naming, plan_files, questions, results
from tisserand.facilitation.models import Answer, Intention, Sending
from tisserand.mail.answering import link

URL = "/c/distance/animation/"
PULSE = questions.read(
    "Is it useful?\n- Yes = fine\n- Not yet = not_yet\nEnough help?\n- Yes\n- No, call me = call\nWhat else?"
)
SCENE = questions.read("It fails.\n- I stop\n> Keep one part.\n- I write it down\n> It teaches more.")


@pytest.fixture
def send(put, cast, now, post_office):
    """`send(PULSE)`: approved and gone; (what was planned, the mails)."""

    def send(asked=PULSE, **values):
        planned = put("Half-way, {first_name}.", kind="survey", title="Half-way", questions=asked, **values)
        read = drafts.of(planned, by=cast.ada, now=now)
        drafts.approve(read.drafts, planned, by=cast.ada, now=now)
        post_office.wait(days=1)
        return planned, post_office.deliver()

    return send


def said():
    rows = Answer.objects.order_by("question").values_list("question", "number", "means", "words")
    return list(rows)


def buttons(mail):
    """The addresses in a mail, by what is written before each."""
    lines = mail.body.splitlines()
    return {
        lines[at - 1].rstrip().removesuffix(":").rstrip(): line
        for at, line in enumerate(lines)
        if line.startswith("http")
    }


def test_the_mail_asks_all_and_says_that_answers_bear_a_name(send):
    _planned, [mail] = send()
    for words in ("1. Is it useful?", "2. Enough help?", "3. What else?", "Or answer this mail, one line"):
        assert words in mail.body
    assert "Your answers bear your name, for Ada Lovel. Others read figures, never names." in mail.body
    assert {"Yes", "Not yet", "Answer on one page"} <= set(buttons(mail))


def test_one_click_begins_with_that_answer_and_asks_the_others(send, client):
    _planned, [mail] = send()
    url = buttons(mail)["Not yet"]
    page = client.get(url).text
    assert re.search(r'name="question-0" value="1"[^>]*checked', page)
    assert said() == []  # whatever opens links answers for nobody
    client.post(url, {"question-0": "1", "question-1": "1", "question-2": "More examples"})
    assert said() == [(0, 1, "not_yet", ""), (1, 1, "call", ""), (2, None, "other", "More examples")]
    assert CallRequest.objects.standing().get().words == "Half-way — No, call me"
    page = client.get(f"{url}?said").text
    assert "More examples" in page
    assert "somebody will call you" in page


def test_one_changes_ones_answers_and_takes_them_back(send, client):
    _planned, [mail] = send()
    url = buttons(mail)["Answer on one page"]
    client.post(url, {"question-1": "1", "question-2": "More"})
    assert "Change my answers" in client.get(url).text
    again = client.get(f"{url}?again").text
    assert re.search(r'name="question-1" value="1"[^>]*checked', again)
    assert ">More</textarea>" in re.sub(r"\s+<", "<", again.replace(">\n", ">"))
    client.post(f"{url}?again", {"question-0": "0"})
    assert said() == [(0, 0, "fine", "")]
    assert not CallRequest.objects.standing().exists()
    client.post(url, {"undo": ""})
    assert said() == []


@pytest.mark.parametrize(
    "posted",
    [
        {},
        {"question-0": "7"},
        {"question-0": "-1"},
        {"question-0": "a\0b"},
        {"question-2": "x" * 1001},
        {"question-2": "\u200b \n"},
        {"question-9": "Yes"},
    ],
)
def test_what_is_no_answer_is_refused_in_words(send, client, posted):
    _planned, [mail] = send()
    page = client.post(buttons(mail)["Answer on one page"], posted)
    assert page.status_code == 422
    assert said() == []


def test_a_link_of_one_person_answers_for_nobody_else(send, client, cast, now):
    send()
    sending = Sending.objects.get()
    for name in ("plan-questions", "plan-answer"):
        stranger = link(name, cast.bao, sending.pk * (16 if name == "plan-answer" else 1), now=now)
        assert client.post(stranger, {"question-0": "0"}).status_code == 410
    beyond = link("plan-answer", cast.chloe, sending.pk * 16 + 2, now=now)
    assert client.get(beyond).status_code == 410
    assert said() == []


def test_a_reply_answers_too_and_is_told_what_was_understood(send, post_office, cast):
    _planned, [mail] = send()
    post_office.reply(cast.chloe, mail, "1. yes\n2. no, call me\n3. More examples")
    assert said() == [(0, 0, "fine", ""), (1, 1, "call", ""), (2, None, "other", "More examples")]
    [told] = post_office.deliver()
    assert "Here is what we understood" in told.body
    assert "Enough help?\n→ No, call me" in told.body


def test_what_a_reply_says_beside_the_questions_is_kept(send, post_office, cast, now):
    planned, [mail] = send()
    post_office.reply(cast.chloe, mail, "It depends on the week, let us talk about it.")
    assert said() == [(99, None, "other", "It depends on the week, let us talk about it.")]
    assert results.of(planned).answered == 1


def test_who_writes_from_another_address_answers_nothing(send, post_office, cast):
    _planned, [mail] = send()
    post_office.reply(cast.chloe, mail, "1. yes", sender="other@example.com")
    assert said() == []


def test_each_choice_is_explained_at_once_and_no_mark_is_kept(send, client, post_office, cast):
    _planned, [mail] = send(SCENE)
    assert "It teaches more." not in mail.body
    url = buttons(mail)["I write it down"]
    assert "It teaches more." not in client.get(url).text
    page = client.post(url, {"question-0": "1"}, follow=True).text
    assert "It teaches more." in page
    assert "Keep one part." not in page
    client.post(url, {"undo": ""})
    post_office.reply(cast.chloe, mail, "I stop")
    [told] = post_office.deliver()
    assert "Keep one part." in told.body


def test_a_manager_answers_without_an_account(send, client, cast, now, post_office):
    naming.name(
        cast.places["chloe"], given="Max", family="Brun", email="max@example.org", by=cast.ada, now=now
    )
    asked = questions.read("Do you see {first_name} try?\n- Yes\n- No\nAn example?")
    _planned, [mail] = send(asked, to="managers")
    assert mail.to == ["Max Brun <max@example.org>"]
    assert "Do you see Chloé try?" in mail.body
    client.post(buttons(mail)["Yes"], {"question-0": "0"})
    assert said() == [(0, 0, "other", "")]
    max_brun = Sending.objects.get().person
    post_office.reply(max_brun, mail, "2. The Tuesday meeting")
    assert said() == [(0, 0, "other", ""), (1, None, "other", "The Tuesday meeting")]
    assert not Intention.objects.exists()


def test_a_place_that_nothing_fills_in_a_question_stops_the_approval(put, cast, now):
    planned = put("Hello.", questions=questions.read("What of “{plan}”?"))
    [draft] = drafts.of(planned, by=cast.ada, now=now).drafts
    assert (draft.missing, draft.ready) == (("plan",), False)


def test_words_asked_for_as_a_plan_are_kept_as_their_plan(send, client):
    _planned, [mail] = send(questions.read("When…, I will…?"), asks_intention=True)
    client.post(buttons(mail)["Answer on one page"], {"question-0": "When I open the meeting, I say why."})
    assert Intention.objects.get().words == "When I open the meeting, I say why."


def test_the_lcm_notes_what_somebody_answers_aloud(ada, send, cast):
    planned, _mails = send()
    url = f"{URL}{planned.pk}/to/{cast.places['chloe'].pk}/answers/"
    assert "What Chloé Martin answers" in ada.get(url).text
    ada.post(url, {"question-0": "0", "question-2": "By phone"})
    assert said() == [(0, 0, "fine", ""), (2, None, "other", "By phone")]
    assert {one.noted_by for one in Answer.objects.all()} == {cast.ada}
    assert "noted by Ada" in ada.get(f"{URL}{planned.pk}/").text


def test_what_was_asked_of_some_is_not_asked_otherwise_of_the_others(ada, send):
    planned, _mails = send()
    page = ada.get(f"{URL}{planned.pk}/edit/")
    form = {name: value for name, value in page.context["form"].initial.items() if value is not None}
    changed = form | {"questions": "Another question?", "answers": "", "moved_to": "2026-12-01"}
    refused = ada.post(f"{URL}{planned.pk}/edit/", changed)
    assert refused.status_code == 422
    assert "Some were asked already" in refused.text


@pytest.mark.parametrize(("name", "status"), [("ada", 200), ("bao", 403), ("chloe", 403), ("dov", 404)])
def test_only_who_plans_notes_answers(client, cast, send, name, status):
    planned, _mails = send()
    client.force_login(cast.people[name])
    assert client.get(f"{URL}{planned.pk}/to/{cast.places['chloe'].pk}/answers/").status_code == status


@pytest.mark.parametrize("language", ["fr", "en"])
def test_built_in_surveys_ask_several_questions(db, language):
    asked = {
        (key, item.days, item.to): len(item.questions)
        for key in ("six-weeks", "two-days")
        for item in plan_files.built_in(key, language).items
        if item.questions
    }
    assert asked == {
        ("six-weeks", 21, "learners"): 3,
        ("six-weeks", 42, "learners"): 4,
        ("six-weeks", 132, "learners"): 4,
        ("six-weeks", 132, "managers"): 3,
        ("two-days", 37, "learners"): 3,
        ("two-days", 85, "learners"): 3,
        ("two-days", 85, "managers"): 3,
    }
    [scenes] = [one for one in plan_files.built_in("two-days", language).items if one.days == 37]
    assert all(choice["comment"] for one in scenes.questions for choice in one["choices"])


def test_answering_twice_at_once_keeps_one_answer(send, cast, now):
    send()
    sending = Sending.objects.get()
    for place in (0, 1):
        answering.say(sending, place, by=cast.chloe, now=now)
    assert said() == [(0, 1, "not_yet", "")]
