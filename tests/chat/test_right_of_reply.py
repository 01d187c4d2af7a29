"""Whoever said it in a room answers the decision, as for posts."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from tisserand.attention.day import day
from tisserand.chat import reports
from tisserand.chat.models import ChatMessage, ChatReport
from tisserand.mail import answering, kinds
from tisserand.mail.models import Envelope

REPORTS = "/c/distance/chat/reports/"


@pytest.fixture(autouse=True)
def present(now):
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def settled(cast, said, now):
    def settle(decision="removed"):
        report = reports.report(said("Something rude"), by=cast.bao, reason="Rude", now=now)
        return reports.settle(report, decision=decision, reason="It hurts", by=cast.ada, now=now)

    return settle


def path(person, report, now):
    return "/" + answering.link("reply-room", person, report.pk, now=now).split("/", 3)[3]


def told(kind):
    letters = Envelope.objects.filter(kind=kind)
    return {one.person.given_name: kinds.named(kind).compose(one) for one in letters}


def test_once_from_the_mail_and_answered_on_the_page(client, reader, cast, settled, community, now, here):
    report = settled()
    link = told("chat-report-settled")["Chloé"].context["answer_url"]
    assert link.endswith(path(cast.chloe, report, now))
    assert not told("chat-report-settled")["Bao"].context["answer_url"]
    page = client.get(path(cast.chloe, report, now)).content.decode()
    assert "It hurts" in page
    assert "Bao" not in page
    for text in ("I was <b>quoting</b>.", "Again"):
        client.post(path(cast.chloe, report, now), {"text": text})
    [line] = [one for one in day(community, now).signals if one.indicator == "chat_reported"]
    assert line.acts == ("answer_in_room",)
    ada = reader(cast.ada)
    assert "I was &lt;b&gt;quoting&lt;/b&gt;." in ada.get(REPORTS).content.decode()
    said = {f"reply-{report.pk}-outcome": "revised", f"reply-{report.pk}-reason": "You are right"}
    assert ada.post(f"{REPORTS}{report.pk}/answer/", {}).status_code == 422
    for _twice in range(2):
        assert ada.post(f"{REPORTS}{report.pk}/answer/", said).status_code == 302
    assert ChatMessage.objects.get().deleted_at is None
    assert set(told("chat-decision-answered")) == {"Chloé", "Bao"}
    assert all("You are right" in one.context["outcome"] for one in told("chat-decision-answered").values())
    assert not [one for one in day(community, now).signals if one.indicator == "chat_reported"]
    events = community.events.filter(verb__startswith="answered-").values_list("verb", "actor__given_name")
    assert set(events) == {("answered-decision", "Chloé"), ("answered-author", "Ada")}


@pytest.mark.parametrize(("revised", "stands"), [(False, True), (True, False)])
def test_what_was_kept(cast, settled, now, revised, stands):
    report = settled("kept")
    reports.reply(report, by=cast.chloe, text="Thank you", now=now)
    reports.answer(report, revised=revised, reason="So be it", by=cast.ada, now=now)
    assert (ChatMessage.objects.get().deleted_at is None) is stands


@pytest.mark.parametrize("name", ["ada", "bao", "dov"])
def test_nobody_else_answers_the_decision(client, cast, settled, now, name):
    report, person = settled(), cast.people[name]
    assert client.post(path(person, report, now), {"text": "Me"}).status_code == 410
    with pytest.raises(PermissionDenied):
        reports.reply(report, by=person, text="Me", now=now)


@pytest.mark.parametrize(("name", "status"), [("bao", 403), ("chloe", 403), ("dov", 404)])
def test_who_may_not_answer_the_author(reader, cast, settled, now, here, name, status):
    report = settled()
    reports.reply(report, by=cast.chloe, text="I was quoting.", now=now)
    said = {f"reply-{report.pk}-outcome": "confirmed", f"reply-{report.pk}-reason": "No"}
    assert reader(cast.people[name]).post(f"{REPORTS}{report.pk}/answer/", said).status_code == status
    with pytest.raises(PermissionDenied):
        reports.answer(report, revised=True, reason="No", by=cast.people[name], now=now)
    assert ChatReport.objects.get().answered_at is None


def test_too_late_and_by_mail(post_office, cast, settled, now):
    report = settled()
    with pytest.raises(ValidationError):
        reports.reply(report, by=cast.chloe, text="Late", now=now + timedelta(days=15))
    post_office.wait(minutes=11)
    [letter] = [mail for mail in post_office.deliver() if cast.chloe.email in mail.to[0]]
    post_office.reply(cast.chloe, letter, "I was quoting.")
    assert ChatReport.objects.get().reply == "I was quoting."
