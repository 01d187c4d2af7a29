"""Reported, looked at, decided, told."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tisserand.chat import reports
from tisserand.chat.models import ChatMessage, ChatReport
from tisserand.mail import outbox

from .conftest import addresses


def test_the_lcm_sees_it_decides_and_both_are_told(reader, cast, said, now, mailoutbox, here):
    message = said("Something rude")
    reader(cast.bao).post(f"/c/distance/chat/messages/{message.pk}/report/", {"reason": "Rude"})
    ada, report = reader(cast.ada), ChatReport.objects.get()
    assert "/chat/reports/" in ada.get("/c/distance/chat/").content.decode()
    assert "Rude" in ada.get("/c/distance/chat/reports/").content.decode()
    decided = {f"report-{report.pk}-decision": "removed", f"report-{report.pk}-reason": "It hurts"}
    assert ada.post(f"/c/distance/chat/reports/{report.pk}/settlement/", decided).status_code == 302
    message.refresh_from_db()
    assert (message.deleted_by, message.deletion_reason) == (cast.ada, "It hurts")
    outbox.deliver_due(now + timedelta(hours=1))
    told = {addresses(mail)[0]: mail.body for mail in mailoutbox}
    assert set(told) == {"bao@example.com", "chloe@example.com"}
    assert all("It hurts" in body for body in told.values())
    assert "Bao" not in told["chloe@example.com"]


def test_one_report_a_person_and_one_decision_for_all(cast, said, now):
    message = said()
    first = reports.report(message, by=cast.bao, reason="a", now=now)
    assert reports.report(message, by=cast.bao, reason="b", now=now) == first
    second = reports.report(message, by=cast.ada, reason="c", now=now)
    reports.settle(first, decision="kept", reason="Fine", by=cast.ada, now=now)
    second.refresh_from_db()
    assert (second.decision, ChatMessage.objects.get().deleted_at) == ("kept", None)
    again = reports.settle(second, decision="removed", reason="No", by=cast.ada, now=now)
    assert again.decision == "kept"


def test_not_ones_own_and_not_without_a_reason(cast, said, now):
    message = said()
    with pytest.raises(PermissionDenied):
        reports.report(message, by=cast.chloe, reason="x", now=now)
    with pytest.raises(ValidationError):
        reports.report(message, by=cast.bao, reason=" ", now=now)
    report = reports.report(message, by=cast.bao, reason="x", now=now)
    with pytest.raises(PermissionDenied):
        reports.settle(report, decision="kept", reason="x", by=cast.bao, now=now)
