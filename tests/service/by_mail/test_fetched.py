"""Mail that the site fetches itself, from a mail box of a real IMAP server (Dovecot)."""

import re
import sys
from pathlib import Path

import pytest
from imapclient import IMAPClient

from .conftest import DOMAIN, IMAP, MAX_MB

pytestmark = [
    pytest.mark.service,
    pytest.mark.skipif(not IMAP, reason="TISSERAND_TEST_IMAP names no IMAP server: `make test` starts one"),
]
FETCH = str(Path(__file__).parent / "fetch_once.py")
BIG = b"x" * (MAX_MB * 2**20)
A_MINUTE = 75  # seconds until the clock has surely called


class Box:
    """The mail box of this name: what their server delivers to it, and what lies in it."""

    def __init__(self, name):
        self.name = name

    def delivers(self, raw, sender, to):
        trace = f"Return-Path: <{sender}>\r\nDelivered-To: {self.name}@example.com\r\n"
        with self._open() as client:
            client.append("INBOX", trace.encode() + raw)

    def subjects(self, folder="INBOX"):
        with self._open() as client:
            if not client.folder_exists(folder):
                return []
            client.select_folder(folder)
            found = client.fetch(client.search(), ["ENVELOPE"])
            return sorted(mail[b"ENVELOPE"].subject.decode() for mail in found.values())

    def _open(self):
        host, _colon, port = IMAP.partition(":")
        client = IMAPClient(host, int(port), ssl=False)
        client.login(self.name, "secret")
        return client


@pytest.fixture
def box(request):
    return Box(re.sub(r"\W", "", request.node.name[-30:]))


@pytest.fixture
def fetch(site, box):
    """`fetch()` fetches from that box as the site does every minute; its exit status."""

    def fetch(*words):
        url = f"imap://{box.name}:secret@{IMAP}"
        process = site.start([sys.executable, FETCH, *words], TISSERAND_IMAP_URL=url)
        status = process.popen.wait(60)
        assert "Traceback" not in process.said(), process.said()
        return status

    return fetch


def test_the_running_site_looks_in_its_mail_box_every_minute(amina, bao):
    thread, box = amina.known["thread"], Box("site")
    bao.answers(thread)
    amina.hand_over = box.delivers
    amina.reply(amina.mail("first-answer"), "Venu par la boîte aux lettres.")
    bao.until(thread, "Venu par la boîte aux lettres.", A_MINUTE)
    assert box.subjects() == []


@pytest.mark.parametrize("point", ["keep", "remove"])
def test_killed_when_it_keeps_or_removes_a_mail(point, amina, bao, box, fetch):
    thread = amina.known["thread"]
    bao.answers(thread)
    amina.hand_over = box.delivers
    amina.reply(amina.mail("first-answer"), "Une seule fois.")
    assert fetch(point) == -9
    assert len(box.subjects()) == 1
    assert fetch() == 0
    assert box.subjects() == []
    assert fetch() == 0
    page = bao.until(thread, "Une seule fois.")
    assert page.count("Une seule fois.") == 1


def test_the_same_mail_by_both_ways_is_one_post(amina, bao, box, fetch):
    thread, by_smtp = amina.known["thread"], amina.hand_over
    bao.answers(thread)

    def twice(raw, sender, to):
        by_smtp(raw, sender, to)
        box.delivers(raw, sender, to)

    amina.hand_over = twice
    amina.reply(amina.mail("first-answer"), "Par deux chemins.")
    fetch()
    amina.mail("posted-by-mail")
    assert bao.until(thread, "Par deux chemins.").count("Par deux chemins.") == 1


def test_what_is_too_big_is_not_even_fetched_and_is_answered(amina, bao, box, fetch):
    thread = amina.known["thread"]
    bao.answers(thread)
    amina.hand_over = box.delivers
    amina.reply(amina.mail("first-answer"), "Mes photos.", files=[("a.pdf", BIG, "application/pdf")])
    fetch()
    assert f"trop volumineux : {MAX_MB} Mo au plus" in plainly(amina.mail("mail-refused"))
    assert box.subjects() == []
    assert "Mes photos." not in bao.words(thread)


def test_what_is_for_no_address_of_ours_is_set_aside_and_a_member_is_told(amina, site, box, fetch):
    amina.hand_over = box.delivers
    amina.write([f"direction@{DOMAIN}"], "Bonjour la direction", "Il y a quelqu’un ?")
    amina.write([f"direction@{DOMAIN}"], "Facture", "Payez.", sender="billing@elsewhere.example")
    fetch()
    fetch()
    told = plainly(amina.mail("mail-refused"))
    assert "Personne ne lit l’adresse à laquelle vous avez écrit." in told
    assert "Il y a quelqu’un ?" in told
    assert (box.subjects(), box.subjects("Not for Tisserand")) == ([], ["Bonjour la direction", "Facture"])
    assert [one for one in site.server.letters if "billing@elsewhere.example" in one.recipients] == []


def test_a_notice_of_absence_is_never_answered(amina, box, fetch):
    amina.hand_over = box.delivers
    amina.write([f"direction@{DOMAIN}"], "Absence", "Je suis absente.", Auto_Submitted="auto-replied")
    amina.write([f"returns@{DOMAIN}"], "Undelivered", "User unknown", sender=None)
    fetch()
    assert (box.subjects(), box.subjects("Not for Tisserand")) == ([], ["Absence"])
    amina.write([f"direction@{DOMAIN}"], "Bonjour", "Et maintenant ?")
    fetch()
    assert "Et maintenant ?" in amina.mail("mail-refused").text


def test_a_box_that_does_not_open_is_said_and_stops_nothing(site):
    url = f"imap://nobody:wrong@{IMAP}"
    process = site.start([sys.executable, FETCH], TISSERAND_IMAP_URL=url)
    assert process.popen.wait(60) == 0
    assert "The mail box cannot be read" in process.said()
    assert "wrong" not in process.said()


def plainly(mail):
    return " ".join(mail.text.split())
