"""A member hands a message over: it, its context, and nothing else."""

from datetime import timedelta
from email.utils import parseaddr

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tisserand.communities.models import Event
from tisserand.messages import reporting, writing
from tisserand.messages.emails import SECOND_THOUGHT
from tisserand.messages.models import Handed, Message, Report
from tisserand.people import held

LIST = "/c/distance/messages/"


@pytest.fixture
def talk(begin, answer, cast):
    """Six messages, Bao and Chloé in turn; the fourth is Chloé's."""
    first = begin(source="Word 1.")
    for number in range(2, 7):
        answer(first, source=f"Word {number}.", by=cast.chloe if number % 2 == 0 else cast.bao)
    return first.conversation


@pytest.fixture
def harsh(talk):
    return talk.messages.get(number=5)


@pytest.fixture
def handed_over(harsh, cast, now):
    return reporting.report(harsh, by=cast.chloe, reason="Harsh", now=now)


def test_the_page_shows_what_is_handed_over_before_it_is(harsh, cast, reader):
    chloe, url = reader(cast.chloe), f"{LIST}words/{harsh.pk}/report/"
    page = chloe.get(url)
    shown = page.content.decode()
    assert [f"Word {n}." in shown for n in range(1, 7)] == [False, True, True, True, True, False]
    said = {"reason": "Harsh", "with_context": "on", "shown": page.context["form"]["shown"].value()}
    chloe.post(url, said)
    chloe.post(url, said)
    report = Report.objects.get()
    assert [one.text for one in report.handed.all()] == ["Word 2.", "Word 3.", "Word 4.", "Word 5."]


def test_without_the_messages_before_if_one_would_rather(harsh, cast, now):
    report = reporting.report(harsh, by=cast.chloe, reason="Harsh", with_context=False, now=now)
    assert [one.text for one in report.handed.all()] == ["Word 5."]


def test_what_changed_since_the_page_is_shown_again(harsh, cast, reader, now):
    chloe, url = reader(cast.chloe), f"{LIST}words/{harsh.pk}/report/"
    shown = chloe.get(url).context["form"]["shown"].value()
    writing.edit(harsh, by=cast.bao, source="Word 5, kinder.", now=now)
    response = chloe.post(url, {"reason": "Harsh", "with_context": "on", "shown": shown})
    assert response.status_code == 422
    assert "read again what you would hand over" in response.content.decode()
    assert not Report.objects.exists()


def test_what_is_handed_over_stays_as_it_stood(handed_over, harsh, cast, now, reader):
    writing.edit(harsh, by=cast.bao, source="I never said that.", now=now)
    writing.remove(harsh, by=cast.bao, now=now)
    page = reader(cast.ada).get(f"{LIST}reports/{handed_over.pk}/").content.decode()
    assert "Word 5." in page
    assert "I never said that." not in page


@pytest.mark.parametrize(("name", "status"), [("ada", 200), ("bao", 403), ("chloe", 403), ("dov", 404)])
def test_only_who_moderates_reads_what_was_handed_over(handed_over, cast, reader, name, status):
    browser = reader(cast.people[name])
    assert browser.get(f"{LIST}reports/{handed_over.pk}/").status_code == status


def test_the_rest_of_the_conversation_stays_closed(handed_over, cast, reader, talk):
    ada = reader(cast.ada)
    page = ada.get(f"{LIST}reports/{handed_over.pk}/").content.decode()
    assert "Word 1." not in page
    assert "Word 6." not in page
    assert ada.get(f"{LIST}{talk.pk}/").status_code == 404
    for message in talk.messages.all():
        assert ada.get(f"{LIST}words/{message.pk}/report/").status_code == 404


@pytest.mark.parametrize("name", ["bao", "ada"])
def test_not_ones_own_message_nor_one_that_one_may_not_read(harsh, cast, now, name):
    with pytest.raises(PermissionDenied):
        reporting.report(harsh, by=cast.people[name], reason="Harsh", now=now)


def test_it_takes_a_reason(harsh, cast, now):
    with pytest.raises(ValidationError, match="what is wrong"):
        reporting.report(harsh, by=cast.chloe, reason=" ", now=now)


def test_nobody_judges_their_own_cause(begin, cast, make_person, join, reader, now):
    message = begin(by=cast.ada)
    with pytest.raises(ValidationError, match="nobody here could decide"):
        reporting.report(message, by=cast.chloe, reason="Harsh", now=now)
    page = reader(cast.chloe).get(f"{LIST}words/{message.pk}/report/").content.decode()
    assert "nobody here could decide" in page
    lea = make_person("Léa")
    join(lea, "lcm")
    report = reporting.report(message, by=cast.chloe, reason="Harsh", now=now)
    url = f"{LIST}reports/{report.pk}/"
    assert [reader(person).get(url).status_code for person in (cast.ada, lea)] == [404, 200]
    reports = "/c/distance/conversations/reports/"
    assert "A private message was reported" not in reader(cast.ada).get(reports).content.decode()
    assert "A private message was reported" in reader(lea).get(reports).content.decode()
    with pytest.raises(PermissionDenied):
        reporting.settle(report, decision="kept", reason="Fine", by=cast.places["ada"], now=now)


@pytest.mark.parametrize("decision", ["kept", "removed"])
def test_decided_told_and_undone(handed_over, harsh, cast, reader, mails, office, decision):
    before = len(mails())
    ada, url = reader(cast.ada), f"{LIST}reports/{handed_over.pk}/"
    page = ada.post(url, {"decision": decision, "reason": "Be kind."}, follow=True).content.decode()
    assert "Be kind." in page
    harsh.refresh_from_db()
    assert (harsh.deleted_at is not None) == (decision == "removed")
    assert mails()[before:] == [("private-report-settled", "Bao"), ("private-report-settled", "Chloé")]
    chloe = reader(cast.chloe).get(f"{LIST}{harsh.conversation_id}/").content.decode()
    assert ("Message removed by those who run this community." in chloe) == (decision == "removed")
    ada.post(f"{url}reopen/")
    harsh.refresh_from_db()
    assert harsh.deleted_at is None
    assert Report.objects.get().settled_at is None
    office.wait(seconds=SECOND_THOUGHT.total_seconds())
    assert [m for m in office.deliver() if "About a private message" in m.subject] == []


def test_the_author_learns_why_and_never_who(handed_over, cast, now, office):
    reporting.settle(handed_over, decision="removed", reason="Be kind.", by=cast.places["ada"], now=now)
    office.wait(minutes=11)
    mails = [mail for mail in office.deliver() if "About a private message" in mail.subject]
    told = {parseaddr(mail.to[0])[1]: mail.body for mail in mails}
    author, reporter = told["bao@example.com"], told["chloe@example.com"]
    assert "Be kind." in author
    assert "Be kind." in reporter
    assert "Chloé" not in author
    assert "Word 5." in author


def test_what_its_author_took_back_is_not_put_back_by_an_undo(handed_over, harsh, cast, now):
    writing.remove(harsh, by=cast.bao, now=now)
    reporting.settle(handed_over, decision="removed", reason="Be kind.", by=cast.places["ada"], now=now)
    handed_over.refresh_from_db()
    reporting.reopen(handed_over, by=cast.places["ada"], now=now)
    assert Message.objects.get(pk=harsh.pk).deleted_at


def test_several_reports_are_settled_at_once(begin, four, now):
    message = begin(four.chloe, four.emma)
    reports = [reporting.report(message, by=p, reason="Harsh", now=now) for p in (four.chloe, four.emma)]
    reporting.settle(reports[0], decision="kept", reason="Fine.", by=four.places["ada"], now=now)
    assert not Report.objects.waiting().exists()
    reporting.settle(reports[1], decision="removed", reason="No.", by=four.places["ada"], now=now)
    assert [report.decision for report in Report.objects.all()] == ["kept", "kept"]


def test_the_journal_tells_that_it_was_reported_and_settled_no_more(handed_over, cast, now):
    reporting.settle(handed_over, decision="kept", reason="Fine.", by=cast.places["ada"], now=now)
    lines = [(e.verb, e.actor, e.object_type, e.detail) for e in Event.objects.order_by("pk")]
    assert lines == [
        ("reported", cast.chloe, "report", {}),
        ("settled-report", cast.ada, "report", {"decision": "kept"}),
    ]


def test_a_copy_goes_with_its_report(handed_over, now):
    reports = held.named("private-reports")
    later = now + timedelta(days=9)
    assert reports.count(later) == 0  # nobody has settled it
    Report.objects.update(settled_at=now)
    assert sum(reports.delete(later, later, 10)) == 1
    assert not Handed.objects.exists()
