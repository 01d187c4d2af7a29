"""Invitations and outcomes by mail, and what is answered from there by one click."""

import re
from datetime import timedelta

import pytest
from django.core import mail as sent

from tisserand.debates import arguing, closing, concluding, mailing, taking, telling
from tisserand.debates.models import Choice, Participant, Telling, Voter
from tisserand.mail import answering, outbox
from tisserand.mail.models import Envelope
from tisserand.people.models import Person

DAY = timedelta(days=1)
LEAVES = timedelta(minutes=11)


@pytest.fixture
def leave(now):
    """`leave()`: what is due eleven minutes later leaves; the mails, in order."""

    def leave(after=LEAVES):
        sent.outbox.clear()
        outbox.deliver_due(now + after)
        return list(sent.outbox)

    return leave


@pytest.fixture(autouse=True)
def present(settings, monkeypatch, now):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


def link_of(mail, label):
    """The address under that label, in the text of a mail."""
    lines = mail.body.splitlines()
    at = next(n for n, line in enumerate(lines) if line.rstrip(": \u00a0") == label)
    return lines[at + 1].strip()


def test_the_page_says_how_many_get_it_before_anybody_does(client, reader, cast, debate, stand, words, mails):
    stand("bao", 1)
    Person.objects.filter(pk=cast.chloe.pk).update(mail_cadence="none")
    ada, path = reader(cast.ada), f"/c/distance/debates/{debate.pk}/invitations/"
    assert "Everybody who can be reached has taken part." in words(ada.get(path))
    Person.objects.filter(pk=cast.chloe.pk).update(mail_cadence="live")
    assert "One person will get a mail." in words(ada.get(path))
    assert mails() == []
    ada.post(path)
    assert mails() == [("take-part", "Chloé")]
    assert Telling.objects.get().told_by == cast.ada


def test_nobody_is_invited_to_what_is_closed(reader, cast, debate, at, now, mails):
    at(now + 8 * DAY)
    reader(cast.ada).post(f"/c/distance/debates/{debate.pk}/invitations/")
    assert (mails(), Telling.objects.count()) == ([], 0)


def test_one_click_takes_position_and_no_count_is_in_the_mail(client, cast, debate, place, now, leave, crowd):
    for person in crowd(3):
        taking.take(place(1), by=person, now=now)
    telling.invite(debate, by=cast.ada, now=now)
    mail = next(one for one in leave() if one.to[0].endswith("<chloe@example.com>"))
    assert mail.subject == "Two fixed days at the office?"
    assert not re.search(r"\b(3|three) people|taken position", mail.body)
    assert "Only numbers are shown, never who stands where." in mail.body
    url = link_of(mail, "Each team chooses")
    page = client.get(url).content.decode()
    assert "Is this where you stand?" in page
    assert not Participant.objects.filter(person=cast.chloe).exists()
    assert "Your position is noted" in client.post(url, follow=True).content.decode()
    client.post(url, follow=True)
    assert Participant.objects.get(person=cast.chloe).present.number == 2
    other = link_of(mail, "Two fixed days")
    assert "What changed your mind?" in client.get(other).content.decode()
    client.post(other, {"why": "I slept on it."})
    assert Participant.objects.get(person=cast.chloe).present.number == 1
    client.post(other, {"undo": ""})
    assert Participant.objects.get(person=cast.chloe).present.number == 2


def test_an_invitation_has_lost_its_reason_once_one_took_part_or_it_is_closed(
    cast, debate, stand, now, leave
):
    telling.invite(debate, by=cast.ada, now=now)
    stand("chloe", 1)
    assert [one.to[0] for one in leave()] == ["Bao Tran <bao@example.com>"]
    telling.invite(debate, by=cast.ada, now=now)
    closing.reschedule(debate, now, by=cast.ada, now=now)
    assert leave() == []


def test_a_link_of_a_poll_has_its_answer_ready(client, cast, open_poll, now, leave):
    poll = open_poll()
    telling.invite(poll, by=cast.ada, now=now)
    mail = next(one for one in leave() if "chloe" in one.to[0])
    url = link_of(mail, "Tuesday")
    assert "Tuesday" in client.get(url).content.decode()
    assert Voter.objects.count() == 0
    client.post(url)
    client.post(url)
    assert [choice.option.label for choice in Choice.objects.all()] == ["Tuesday"]
    client.post(url, {"undo": ""})
    assert Voter.objects.count() == 0


def test_by_mail_then_on_the_page_is_one_vote(client, reader, cast, open_poll, now):
    poll = open_poll()
    monday, friday = (poll.options.get(label=label).pk for label in ("Monday", "Friday"))
    client.post(answering.link("vote", cast.chloe, monday, now=now))
    reader(cast.chloe).post(f"/c/distance/polls/{poll.pk}/vote/", {"answer": friday})
    assert (Voter.objects.count(), poll.options.get(pk=monday).votes, poll.options.get(pk=friday).votes) == (
        1,
        0,
        1,
    )


def test_several_answers_have_the_clicked_one_ready_and_the_others_at_hand(client, cast, open_poll, now):
    poll = open_poll(method="several")
    tuesday, friday = (poll.options.get(label=label).pk for label in ("Tuesday", "Friday"))
    url = answering.link("vote", cast.chloe, tuesday, now=now)
    assert re.search(rf'value="{tuesday}"[^>]*checked', client.get(url).content.decode())
    client.post(url, {"answer": [tuesday, friday]})
    assert {choice.option_id for choice in Choice.objects.all()} == {tuesday, friday}


def test_answers_in_order_are_given_on_the_page_of_the_link(client, cast, open_poll, now, leave):
    poll = open_poll(method="ranked")
    telling.invite(poll, by=cast.ada, now=now)
    url = link_of(next(one for one in leave() if "chloe" in one.to[0]), "Answer")
    assert client.post(url, {"rank-1": "1", "rank-2": "1"}).status_code == 422
    client.post(url, {"rank-3": "1", "rank-1": "2"})
    assert [choice.option.label for choice in Choice.objects.all()] == ["Friday", "Monday"]


def test_the_mail_of_an_anonymous_poll_has_one_link_whatever_one_answers(client, cast, open_poll, now, leave):
    """What is chosen stands in no address: the journal of a web server would keep it."""
    poll = open_poll(anonymous=True)
    monday = poll.options.get(label="Monday")
    assert client.get(answering.link("vote", cast.chloe, monday.pk, now=now)).status_code == 410
    telling.invite(poll, by=cast.ada, now=now)
    mail = next(one for one in leave() if "chloe" in one.to[0])
    assert "Monday" not in mail.body
    url = link_of(mail, "Answer")
    client.post(url, {"answer": monday.pk})
    page = client.get(url).content.decode()
    assert "nobody can know what" in page
    assert "Undo" not in page
    assert "Monday" not in page
    monday.refresh_from_db()
    assert (monday.votes, Choice.objects.count()) == (1, 0)


@pytest.mark.parametrize("answer", ["position", "vote", "ballot"])
def test_who_has_left_answers_no_more(client, cast, debate, open_poll, answer, now):
    poll = open_poll()
    pk = {"position": debate.positions.first().pk, "vote": poll.options.first().pk, "ballot": poll.pk}[answer]
    url = answering.link(answer, cast.chloe, pk, now=now)
    assert client.get(url).status_code == 200
    cast.places["chloe"].leave(by=cast.ada, now=now)
    assert client.get(url).status_code == 410
    assert client.post(url, {"answer": "1"}).status_code == 410


def test_a_click_after_the_end_is_told_so(client, cast, open_poll, now):
    poll = open_poll()
    url = answering.link("vote", cast.chloe, poll.options.first().pk, now=now)
    closing.reschedule(poll, now, by=cast.ada, now=now)
    page = client.post(url)
    assert (page.status_code, "This is closed" in page.content.decode()) == (422, True)


def test_an_outcome_is_told_once_to_all_who_took_part(cast, debate, stand, place, now, leave, crowd):
    """Whoever took position or wrote; neither the others nor who concludes."""
    crowd(1)
    stand("chloe", 1)
    arguing.argue(place(2), by=cast.bao, source="So.", now=now)
    closing.reschedule(debate, now, by=cast.ada, now=now)
    concluding.conclude(debate, by=cast.ada, source="We **try** it.", kept=[2], now=now)
    told = [one for one in leave() if "came to" in one.subject]
    assert sorted(one.to[0].partition("<")[2] for one in told) == [
        "bao@example.com>",
        "chloe@example.com>",
    ]
    assert "We try it." in told[0].body
    assert "* Each team chooses" in told[0].body
    late = now + DAY
    concluding.take_back(debate, by=cast.ada, now=late)
    concluding.conclude(debate, by=cast.ada, source="We try it twice.", now=late)
    assert Envelope.objects.filter(kind="debate-outcome").count() == 2


def test_an_outcome_taken_back_at_once_is_told_to_nobody_and_the_next_one_is(cast, debate, stand, now, leave):
    stand("chloe", 1)
    closing.reschedule(debate, now, by=cast.ada, now=now)
    concluding.conclude(debate, by=cast.ada, source="Too soon.", now=now)
    concluding.take_back(debate, by=cast.ada, now=now)
    concluding.conclude(debate, by=cast.ada, source="At last.", now=now)
    [mail] = [one for one in leave() if "came to" in one.subject]
    assert "At last." in mail.body
    assert "Too soon." not in mail.body


def test_a_crowd_is_told_some_at_a_time_and_nobody_twice(cast, debate, crowd, now, monkeypatch, mails):
    crowd(7)
    monkeypatch.setattr(mailing, "AT_ONCE", 3)
    told = telling.invite(debate, by=cast.ada, now=now)
    assert len(mails()) == 9
    assert not mailing.go_on(told.pk, present=now)
    assert len(mails()) == len(set(mails())) == 9
