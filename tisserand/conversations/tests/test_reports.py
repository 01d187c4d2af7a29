from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tisserand.conversations import reports
from tisserand.conversations.models import Post, Report

HOUR = timedelta(hours=1)


@pytest.fixture
def post(question, answer):
    return answer(question)


def test_a_report_waits_once_per_person(community, cast, post, now):
    first = reports.report(post, by=cast.chloe, reason=" Rude  words ", now=now)
    again = reports.report(post, by=cast.chloe, reason="Still", now=now)
    assert (first.pk, first.reason) == (again.pk, "Rude words")
    reports.report(post, by=cast.ada, reason="Indeed", now=now)
    assert Report.objects.waiting(community).count() == 2
    assert community.events.filter(verb="reported").count() == 2


def test_nobody_reports_without_a_reason_or_their_own_words(cast, post, now):
    with pytest.raises(ValidationError):
        reports.report(post, by=cast.chloe, reason="  ", now=now)
    with pytest.raises(PermissionDenied):
        reports.report(post, by=cast.bao, reason="Mine", now=now)


def test_removing_settles_every_report_and_tells_everybody_why(community, cast, post, now, mails):
    first = reports.report(post, by=cast.chloe, reason="Rude", now=now)
    reports.report(post, by=cast.ada, reason="Indeed", now=now)
    before = len(mails())
    reports.settle(first, decision="removed", reason="Be kind", by=cast.ada, now=now + HOUR)
    assert not Report.objects.waiting(community).exists()
    gone = Post.objects.get(pk=post.pk)
    assert (gone.deleted_at, gone.deleted_by, gone.deletion_reason) == (now + HOUR, cast.ada, "Be kind")
    assert sorted(mails()[before:]) == [("report-settled", name) for name in ("Ada", "Bao", "Chloé")]
    assert community.events.get(verb="settled-report").detail["decision"] == "removed"


def test_keeping_leaves_the_post_and_settling_again_changes_nothing(cast, post, now):
    report = reports.report(post, by=cast.chloe, reason="Rude", now=now)
    reports.settle(report, decision="kept", reason="It is fine", by=cast.ada, now=now)
    reports.settle(report, decision="removed", reason="No", by=cast.ada, now=now + HOUR)
    assert Post.objects.get(pk=post.pk).deleted_at is None
    assert Report.objects.get().decision == "kept"


@pytest.mark.parametrize(("decision", "reason"), [("removed", " "), ("burnt", "x"), ("", "x")])
def test_a_decision_is_one_of_two_and_has_a_reason(cast, post, now, decision, reason):
    report = reports.report(post, by=cast.chloe, reason="Rude", now=now)
    with pytest.raises(ValidationError):
        reports.settle(report, decision=decision, reason=reason, by=cast.ada, now=now)


@pytest.mark.parametrize("name", ["bao", "chloe", "dov"])
def test_only_who_moderates_settles(cast, post, now, name):
    report = reports.report(post, by=cast.chloe, reason="Rude", now=now)
    with pytest.raises(PermissionDenied):
        reports.settle(report, decision="kept", reason="x", by=cast.people[name], now=now)


def test_a_decision_taken_back_waits_again_and_nobody_is_told(community, cast, post, now):
    from tisserand.mail import kinds
    from tisserand.mail.models import Envelope

    report = reports.report(post, by=cast.chloe, reason="Rude", now=now)
    reports.settle(report, decision="removed", reason="Be kind", by=cast.ada, now=now + HOUR)
    reports.reopen(post, settled_at=now + HOUR, by=cast.ada, now=now + HOUR)
    assert Report.objects.waiting(community).get() == report
    assert Post.objects.get(pk=post.pk).deleted_at is None
    letters = Envelope.objects.filter(kind="report-settled")
    assert [kinds.named("report-settled").compose(letter) for letter in letters] == [None, None]


def test_reported_again_meanwhile_there_is_still_one_report(community, cast, post, now):
    report = reports.report(post, by=cast.chloe, reason="Rude", now=now)
    reports.settle(report, decision="kept", reason="Fine", by=cast.ada, now=now)
    reports.report(post, by=cast.chloe, reason="Rude again", now=now + HOUR)
    reports.reopen(post, settled_at=now, by=cast.ada, now=now + HOUR)
    assert Report.objects.waiting(community).get().reason == "Rude again"


def test_through_the_pages(reader, cast, post, at):
    reader(cast.chloe).post(f"/c/distance/conversations/posts/{post.pk}/report/", {"reason": "Rude"})
    report, ada = Report.objects.get(), reader(cast.ada)
    assert "Rude" in ada.get("/c/distance/conversations/reports/").content.decode()
    url = f"/c/distance/conversations/reports/{report.pk}/settlement/"
    wrong = ada.post(url, {f"report-{report.pk}-reason": "Be kind"})
    assert (wrong.status_code, "Be kind" in wrong.content.decode()) == (422, True)
    ada.post(url, {f"report-{report.pk}-reason": "Be kind", f"report-{report.pk}-decision": "removed"})
    assert Post.objects.get(pk=post.pk).deletion_reason == "Be kind"
