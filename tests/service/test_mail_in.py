"""Mail handed to the running site, as a mail server would."""

import json
import signal
import smtplib
import threading
import time

import pytest

from tests.ports import free_port

from .conftest import AT_EASE

pytestmark = pytest.mark.service

DOMAIN = {"TISSERAND_MAIL_IN_DOMAIN": "learn.example.com"}
ADA = """
from tisserand.people.models import Person
Person.objects.get_or_create(email="ada@example.com", defaults={"given_name": "Ada", "language": "fr"})
"""
FORGED = f"thread.{'a' * 26}@learn.example.com"


def letter(number, text="Oui."):
    return (
        f"From: Ada <ada@example.com>\r\nTo: {FORGED}\r\nSubject: Re: {number}\r\n"
        f"Message-ID: <{number}@example.com>\r\n\r\n{text}\r\n"
    )


@pytest.fixture(autouse=True)
def a_site_that_was_prepared(prepared, tmp_path):
    prepared.lay(tmp_path / "var")


@pytest.fixture
def ask(start, tmp_path):
    """`ask("code")` runs it in the site's own shell; what it printed, read as JSON."""

    def ask(code, **env):
        shell = start("shell", "-v", "0", "-c", code, **env)
        assert shell.popen.wait(60) == 0, shell.said()
        return json.loads(shell.said() or "null")

    return ask


def wait_for(what, seconds=90):
    deadline = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < deadline
        time.sleep(0.3)
    return found


STATES = """
import json; from tisserand.mail.models import Arrival, Letter
print(json.dumps([list(Arrival.objects.values_list("state", "problem")),
    list(Letter.objects.values_list("recipient", "subject"))]))
"""


@pytest.mark.parametrize("protocol", ["smtp", "lmtp"])
def test_serve_receives_mail_and_answers_what_it_cannot_take(protocol, start, ask):
    port, mail_port = free_port(), free_port()
    env = DOMAIN | {"TISSERAND_MAIL_IN_PORT": str(mail_port), "TISSERAND_MAIL_IN_PROTOCOL": protocol}
    site = start("serve", "--port", str(port), **env)
    site.wait_until_it_says("Tisserand is ready")
    ask(ADA)
    client = smtplib.SMTP if protocol == "smtp" else smtplib.LMTP
    with client("127.0.0.1", mail_port) as line:
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            line.sendmail("ada@example.com", ["nobody@learn.example.com"], letter(0))
        line.sendmail("ada@example.com", [FORGED], letter(1))
    told = wait_for(lambda: (found := ask(STATES))[1] and found)
    assert told == [
        [["refused", "forged"]],
        [["Ada <ada@example.com>", "Votre courriel n’a pas pu être reçu"]],
    ]
    status, seconds = site.stop()
    assert (status, "Traceback" in site.said()) == (0, False), site.said()
    assert seconds < AT_EASE


def test_a_site_whose_mail_port_is_taken_says_so(start):
    port = free_port()
    first = start("mailin", "--port", str(port), **DOMAIN)
    first.wait_until_it_says("Mail is received")
    env = DOMAIN | {"TISSERAND_MAIL_IN_PORT": str(port)}
    second = start("serve", "--port", str(free_port()), data="other", **env)
    assert second.popen.wait(60) == 1
    assert f"TISSERAND_MAIL_IN_PORT={port + 1}" in second.said()
    assert first.stop()[0] == 0


def test_a_site_without_addresses_has_nothing_to_receive(start):
    process = start("mailin")
    assert process.popen.wait(60) == 1
    assert "TISSERAND_MAIL_IN_DOMAIN" in process.said()


def test_what_was_acknowledged_survives_a_kill_and_is_kept_once(start, ask):
    """Three callers hand over mail and try again when the line breaks, as mail servers do."""
    port, acknowledged, over = free_port(), set(), threading.Event()

    def hand_over(caller):
        for number in range(1000):
            name = f"{caller}-{number}"
            while not over.is_set() and name not in acknowledged:
                try:
                    with smtplib.SMTP("127.0.0.1", port, timeout=60) as line:
                        line.sendmail("ada@example.com", [FORGED], letter(name))
                        acknowledged.add(name)
                except (OSError, smtplib.SMTPException):
                    time.sleep(0.05)

    callers = [threading.Thread(target=hand_over, args=(caller,)) for caller in "abc"]
    for thread in callers:
        thread.start()
    try:
        for _ in range(4):
            receiver = start("mailin", "--port", str(port), **DOMAIN)
            receiver.wait_until_it_says("Mail is received")
            before = len(acknowledged)
            wait_for(lambda before=before: len(acknowledged) > before + 5)
            receiver.stop(signal.SIGKILL)
        receiver = start("mailin", "--port", str(port), **DOMAIN)
        receiver.wait_until_it_says("Mail is received")
        before = len(acknowledged)
        wait_for(lambda: len(acknowledged) > before + 5)
    finally:
        over.set()
        for thread in callers:
            thread.join(20)
    receiver.stop()
    kept = ask(
        "import json, re; from tisserand.mail.models import Arrival\n"
        "print(json.dumps([re.search(rb'Re: (\\S+)', bytes(raw))[1].decode() "
        "for raw in Arrival.objects.values_list('raw', flat=True)]))"
    )
    assert len(kept) == len(set(kept))
    assert acknowledged <= set(kept)
    assert len(set(kept) - acknowledged) <= 3  # in flight when all ended
