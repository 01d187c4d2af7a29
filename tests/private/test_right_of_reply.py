"""Whoever wrote a private message answers the decision about it, to those who may judge it."""

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from tisserand.attention.day import day
from tisserand.mail import answering, kinds
from tisserand.mail.models import Envelope
from tisserand.messages import reporting
from tisserand.messages.models import Message, Report

LIST = "/c/distance/messages/"


@pytest.fixture(autouse=True)
def present(now):
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def settled(begin, cast, now):
    """A message of Bao to Chloé, who handed it over."""

    def settle(decision="removed"):
        report = reporting.report(begin(source="Between us."), by=cast.chloe, reason="Harsh", now=now)
        ada = cast.places["ada"]
        return reporting.settle(report, decision=decision, reason="It hurts", by=ada, now=now)

    return settle


def path(person, report, now):
    return "/" + answering.link("reply-private", person, report.pk, now=now).split("/", 3)[3]


def told(kind):
    letters = Envelope.objects.filter(kind=kind)
    return {one.person.given_name: kinds.named(kind).compose(one) for one in letters}


def test_once_and_answered_on_the_page(client, reader, cast, settled, community, now):
    report = settled()
    assert told("private-report-settled")["Bao"].context["answer_url"].endswith(path(cast.bao, report, now))
    assert not told("private-report-settled")["Chloé"].context["answer_url"]
    for text in ("I was <b>joking</b>.", "Again"):
        client.post(path(cast.bao, report, now), {"text": text})
    [line] = [one for one in day(community, now).signals if one.indicator == "private_reported"]
    assert "Bao" not in f"{line.title} {line.why}"
    ada = reader(cast.ada)
    listed = ada.get("/c/distance/conversations/reports/").content.decode()
    assert "The author of a private message answers your decision" in listed
    assert "joking" not in listed
    page = f"{LIST}reports/{report.pk}/"
    assert "I was &lt;b&gt;joking&lt;/b&gt;." in ada.get(page).content.decode()
    said = {f"reply-{report.pk}-outcome": "revised", f"reply-{report.pk}-reason": "You are right"}
    assert ada.post(f"{page}answer/", {}).status_code == 422
    for _twice in range(2):
        assert ada.post(f"{page}answer/", said).status_code == 302
    assert Message.objects.get().deleted_at is None
    assert set(told("private-decision-answered")) == {"Bao", "Chloé"}
    assert "You answered: You are right" in ada.get(page).content.decode()
    assert not [one for one in day(community, now).signals if one.indicator == "private_reported"]


def test_the_author_who_runs_the_community_does_not_answer_themselves(
    begin, cast, make_person, join, reader, now
):
    lou = make_person("Lou")
    place = join(lou, "lcm")
    report = reporting.report(begin(by=cast.ada), by=cast.chloe, reason="Harsh", now=now)
    reporting.settle(report, decision="kept", reason="Fine", by=place, now=now)
    report.refresh_from_db()
    reporting.reply(report, by=cast.ada, text="Thank you", now=now)
    with pytest.raises(PermissionDenied):
        reporting.answer(report, revised=True, reason="No", by=cast.places["ada"], now=now)
    said = {f"reply-{report.pk}-outcome": "confirmed", f"reply-{report.pk}-reason": "No"}
    assert reader(cast.ada).post(f"{LIST}reports/{report.pk}/answer/", said).status_code == 404
    assert reporting.answer(report, revised=False, reason="Fine", by=place, now=now)


@pytest.mark.parametrize(("name", "status"), [("bao", 403), ("chloe", 403), ("dov", 404)])
def test_who_may_not(client, reader, cast, settled, now, name, status):
    report = settled()
    person = cast.people[name]
    if name != "bao":
        assert client.post(path(person, report, now), {"text": "Me"}).status_code == 410
    reporting.reply(report, by=cast.bao, text="I was joking.", now=now)
    said = {f"reply-{report.pk}-outcome": "confirmed", f"reply-{report.pk}-reason": "No"}
    assert reader(person).post(f"{LIST}reports/{report.pk}/answer/", said).status_code == status
    assert Report.objects.get().answered_at is None


def test_by_mail_from_their_own_address_only(post_office, cast, settled):
    settled()
    post_office.wait(minutes=11)
    letters = [mail for mail in post_office.deliver() if cast.bao.email in mail.to[0]]
    [letter] = [mail for mail in letters if mail.subject.startswith("About")]
    post_office.reply(cast.bao, letter, "Not me.", sender="other@example.org")
    assert not Report.objects.filter(replied_at__isnull=False).exists()
    post_office.reply(cast.bao, letter, "I was joking.")
    assert Report.objects.get().reply == "I was joking."
