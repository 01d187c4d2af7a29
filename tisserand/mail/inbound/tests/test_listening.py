"""Conversations with the receiver, over a real line."""

import smtplib
import socket
import threading

import pytest
from django.db import OperationalError, connection

from tisserand.mail.inbound import listening, receiving
from tisserand.mail.models import Arrival
from tisserand.people import limits

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def receiver():
    """`receiver("lmtp")` starts one in a thread; its port."""
    stops = []

    def start(protocol="smtp"):
        stop, ready, ports = threading.Event(), threading.Event(), []

        def tell(port):
            ports.append(port)
            ready.set()

        def run():
            listening.run(stop, port=0, protocol=protocol, ready=tell)
            connection.close()

        thread = threading.Thread(target=run)
        thread.start()
        stops.append((stop, thread))
        assert ready.wait(10)
        return ports[0]

    yield start
    for stop, thread in stops:
        stop.set()
        thread.join(20)
        assert not thread.is_alive()


@pytest.fixture(autouse=True)
def count_anew(settings):
    settings.REDIS_URL = ""
    limits.forget()


def test_a_mail_is_kept_before_the_server_says_so(receiver, mail, address):
    with smtplib.SMTP("127.0.0.1", receiver()) as line:
        assert line.sendmail("ada@example.com", [address], mail("Yes.")) == {}
        (row,) = Arrival.objects.all()
        assert (row.state, row.recipient, row.sender) == ("waiting", address, "ada@example.com")
        assert bytes(row.raw) == mail("Yes.") + b"\r\n"


def test_an_address_nobody_reads_is_refused_at_once(receiver, mail):
    wrong = ["nobody@learn.example.com", "ada@example.com", "thread.abc@learn.example.com", "a" * 300]
    with smtplib.SMTP("127.0.0.1", receiver()) as line, pytest.raises(smtplib.SMTPRecipientsRefused) as no:
        line.sendmail("ada@example.com", wrong, mail("Yes."))
    assert {to: code for to, (code, _) in no.value.recipients.items()} == dict.fromkeys(wrong, 550)
    assert not Arrival.objects.exists()


def test_one_good_recipient_among_others_is_enough(receiver, mail, address):
    with smtplib.SMTP("127.0.0.1", receiver()) as line:
        refused = line.sendmail("ada@example.com", ["nobody@learn.example.com", address], mail("Yes."))
    assert list(refused) == ["nobody@learn.example.com"]
    assert Arrival.objects.get().recipient == address


def test_what_is_too_big_is_refused_in_plain_words(receiver, mail, address, settings):
    settings.MAIL_IN_MAX_BYTES = 2**20
    port = receiver()
    with smtplib.SMTP("127.0.0.1", port) as line, pytest.raises(smtplib.SMTPSenderRefused) as said:
        line.sendmail("ada@example.com", [address], mail("x" * 70 + "\r\n") * 20_000)
    assert said.value.smtp_code == 552
    with smtplib.SMTP("127.0.0.1", port) as line:
        line.helo()  # which does not announce a size
        line.mail("ada@example.com")
        line.rcpt(address)
        code, words = line.data(mail("x" * 70 + "\r\n") * 20_000)
        assert (code, words.decode()) == (
            552,
            "5.3.4 Message trop volumineux, 1 Mo au plus / too big, 1 MB at most",
        )
        assert line.noop()[0] == 250
    assert not Arrival.objects.exists()


def test_a_bounce_has_no_sender(receiver, mail, address):
    with smtplib.SMTP("127.0.0.1", receiver()) as line:
        line.sendmail("", [address], mail("Gone."))
    assert Arrival.objects.get().sender == ""


def test_very_long_lines_and_dots_come_through(receiver, mail, address):
    text = "x" * 900_000 + "\r\n.\r\n..\r\nend"
    with smtplib.SMTP("127.0.0.1", receiver()) as line:
        line.sendmail("ada@example.com", [address], mail(text))
    assert bytes(Arrival.objects.get().raw).endswith(b"x\r\n.\r\n..\r\nend\r\n")


def test_lmtp_answers_for_each_recipient(receiver, mail, address):
    with smtplib.LMTP("127.0.0.1", receiver("lmtp")) as line:
        assert line.sendmail("ada@example.com", [address], mail("Yes.")) == {}
        refused = line.sendmail("ada@example.com", [address, "distance@learn.example.com"], mail("More."))
        assert {to: code for to, (code, _) in refused.items()} == {"distance@learn.example.com": 452}
    assert Arrival.objects.count() == 2


def test_when_the_database_is_away_the_mail_is_put_off(receiver, mail, address, monkeypatch):
    def away(*arguments, **options):
        raise OperationalError("database is locked")

    monkeypatch.setattr(receiving, "receive", away)
    with smtplib.SMTP("127.0.0.1", receiver()) as line:
        with pytest.raises(smtplib.SMTPDataError) as no:
            line.sendmail("ada@example.com", [address], mail("Yes."))
        assert no.value.smtp_code == 451
        monkeypatch.undo()
        line.sendmail("ada@example.com", [address], mail("Yes."))
    assert Arrival.objects.count() == 1


def test_too_many_mails_or_callers_are_asked_to_wait(receiver, mail, address, monkeypatch):
    monkeypatch.setattr(listening, "MAILS", "2 per minute")
    monkeypatch.setattr(listening, "MOST_CONNECTIONS", 3)
    port = receiver()
    with smtplib.SMTP("127.0.0.1", port) as line:
        for text in ("one", "two"):
            line.sendmail("ada@example.com", [address], mail(text))
        with pytest.raises(smtplib.SMTPSenderRefused) as no:
            line.sendmail("ada@example.com", [address], mail("three"))
        assert no.value.smtp_code == 451
        with smtplib.SMTP("127.0.0.1", port), smtplib.SMTP("127.0.0.1", port):
            with pytest.raises(smtplib.SMTPConnectError) as no:
                smtplib.SMTP("127.0.0.1", port)
            assert no.value.smtp_code == 421
        with smtplib.SMTP("127.0.0.1", port) as again:
            assert again.noop()[0] == 250


def test_it_stops_while_somebody_says_nothing(receiver):
    with socket.create_connection(("127.0.0.1", receiver())) as silent:
        assert silent.recv(100).startswith(b"220")


def test_noise_breaks_nothing(receiver, mail, address):
    port = receiver()
    for noise in (b"\0\xff\xfe\r\n", b"EHLO \xff\xfe\r\n", b"MAIL\r\n", b"x" * 3_000_000):
        with socket.create_connection(("127.0.0.1", port)) as caller:
            caller.sendall(noise)
    with smtplib.SMTP("127.0.0.1", port) as line:
        line.sendmail("ada@example.com", [address], mail("Yes."))
    assert Arrival.objects.count() == 1
