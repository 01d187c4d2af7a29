"""What mail servers send back, and what machines answer: noted, never answered, never taken in."""

import pytest

from tisserand.mail import outbox
from tisserand.mail.models import Envelope, LostAddress

pytestmark = pytest.mark.django_db

OURS = "<0123456789abcdef0123456789abcdef@localhost>"
STANDARD = """\
From: MAILER-DAEMON@mx.example.com (Mail Delivery System)
To: returns@learn.example.com
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.example.com.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; ada@example.com
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}

--b
Content-Type: {copy}

Message-ID: {ours}
Subject: Bonjour

--b--
"""
WORDS = """\
From: postmaster@mx.example.com
To: returns@learn.example.com
Subject: {subject}
Content-Type: text/plain; charset=utf-8

Votre message n’a pas pu être remis. 550 5.1.1 no such user
> Message-ID: {ours}
"""


@pytest.fixture
def sent(ada, now):
    """A mail to Ada that a server accepted."""
    return Envelope.objects.create(
        kind="sign-in", person=ada, state="sent", created_at=now, due_at=now, sent_at=now, message_id=OURS
    )


def standard(action="failed", status="5.1.1", said="550 5.1.1 no such user", copy="message/rfc822"):
    return STANDARD.format(action=action, status=status, said=said, copy=copy, ours=OURS).encode()


@pytest.mark.parametrize(
    ("raw", "state", "problem", "lost"),
    [
        (standard(), "failed", "no-such-address: 550 5.1.1 no such user", True),
        (standard(copy="text/rfc822-headers"), "failed", "no-such-address: 550 5.1.1 no such user", True),
        (standard(status="5.0.0"), "failed", "no-such-address: 550 5.1.1 no such user", True),
        (standard(status="5.2.2", said="552 full"), "failed", "refused: 550 5.2.2 full", False),
        (standard(status="5.7.1", said="spam"), "failed", "refused: 550 5.7.1 spam", False),
        (standard(status="4.4.7", said="expired"), "failed", "unreachable: 550 4.4.7 expired", False),
        (standard(action="delayed", status="4.4.1"), "sent", "", False),
        (standard(action="delivered", status="2.0.0"), "sent", "", False),
        (standard(action="failed", status="", said=""), "failed", "refused: 550 5.0.0", False),
        (
            WORDS.format(subject="Échec de la remise", ours=OURS).encode(),
            "failed",
            "no-such-address: 550 5.1.1",
            True,
        ),
        (WORDS.format(subject="Undeliverable: Bonjour", ours="<x@y>").encode(), "sent", "", False),
    ],
)
def test_what_comes_back_is_marked(raw, state, problem, lost, sent, ada, bring, now):
    (row,) = bring(raw, "returns@learn.example.com", sender="")
    sent.refresh_from_db()
    assert (sent.state, sent.problem.strip()) == (state, problem)
    assert (row.state, row.problem) == ("ignored", "returned" if state == "failed" else "automatic")
    assert list(LostAddress.objects.values_list("person", "email", "since")) == (
        [(ada.pk, "ada@example.com", now)] if lost else []
    )
    assert not Envelope.objects.filter(kind="mail-refused").exists()


def test_a_return_of_a_mail_we_never_sent_changes_nothing(bring, ada):
    (row,) = bring(standard(), "returns@learn.example.com", sender="")
    assert (row.state, LostAddress.objects.count()) == ("ignored", 0)


def test_a_lost_address_is_found_again_when_mail_comes_from_it(sent, bring, mail, address):
    bring(standard(), "returns@learn.example.com", sender="")
    bring(mail("Yes.", From="eve@example.com"), address)
    assert LostAddress.objects.exists()
    bring(mail("Yes."), address)
    assert not LostAddress.objects.exists()


MACHINES = [
    {"Auto_Submitted": "auto-replied"},
    {"Auto_Submitted": "auto-generated (vacation)"},
    {"Precedence": "bulk"},
    {"Precedence": "auto_reply"},
    {"X_Autoreply": "yes"},
    {"X_Auto_Response_Suppress": "All"},
    {"List_Id": "<list.example.com>"},
    {"X_Tisserand_Kind": "answers"},
    {"Return_Path": "<>"},
    {"From": "Mail Delivery Subsystem <mailer-daemon@example.com>"},
    {"From": "ne-pas-repondre@example.com"},
    {"Subject": "Absence du bureau : Re: Recadrer"},
    {"Subject": "Réponse automatique : Recadrer"},
    {"Subject": "=?utf-8?Q?R=C3=A9ponse_automatique_:_Recadrer?="},
    {"Subject": "Automatic reply: Recast"},
    {"Subject": "Out of Office: Recast"},
    {"Subject": "Lu : Recadrer"},
    {"Content_Type": "multipart/report; report-type=disposition-notification; boundary=b"},
    {"Content_Type": "text/calendar; method=REPLY"},
]


@pytest.mark.parametrize("headers", MACHINES, ids=lambda headers: "-".join(headers.values())[:30])
def test_a_machine_is_neither_taken_in_nor_answered(headers, bring, mail, address, targets_got):
    (row,) = bring(mail("no, I am away", **headers), address)
    assert (row.state, row.problem, targets_got) == ("ignored", "automatic", [])
    assert not Envelope.objects.filter(kind="mail-refused").exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "no"},
        {"Subject": "Re: Absence du bureau : qui remplace ?"},
        {"Subject": "Automatisons nos réunions"},
        {"From": "Ada <ada@example.com>", "X_Mailer": "Microsoft Outlook 16.0"},
    ],
)
def test_a_person_is_no_machine(headers, bring, mail, address, targets_got):
    bring(mail("Yes.", **headers), address)
    assert len(targets_got) == 1


def test_a_mail_that_went_round_and_round_is_left(bring, mail, address, targets_got):
    (row,) = bring(b"Received: from a by b\r\n" * 50 + mail("Yes."), address)
    assert (row.problem, targets_got) == ("automatic", [])


def test_our_own_mail_comes_back_as_a_machine_s(bring, ada, now, settings, address, targets_got):
    """Two sites that write to each other, or a forward to ourselves."""
    from django.core import mail as django_mail

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    outbox.post("sign-in", ada, now=now, next="/")
    outbox.deliver_due(now)
    (letter,) = django_mail.outbox
    assert letter.from_email == "returns@learn.example.com"
    assert letter.message()["From"] == "Tisserand <tisserand@localhost>"
    (row,) = bring(letter.message().as_bytes(), address)
    assert (row.state, row.problem, targets_got) == ("ignored", "automatic", [])


def test_an_address_refused_at_once_is_lost_too(ada, now, settings):
    import smtplib

    from django.core.mail.backends.base import BaseEmailBackend

    class Refusing(BaseEmailBackend):
        def send_messages(self, messages):
            raise smtplib.SMTPRecipientsRefused({"ada@example.com": (550, b"5.1.1 no such user")})

    globals()["Refusing"] = Refusing
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    outbox.post("sign-in", ada, now=now, next="/")
    outbox.deliver_due(now)
    assert list(LostAddress.objects.values_list("person", "said")) == [(ada.pk, "550 5.1.1 no such user")]
