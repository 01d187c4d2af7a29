"""Mail that the site fetches itself, from a mail box of a real IMAP server (Dovecot)."""

import json
import urllib.request

import pytest

from .box import FETCH, Box
from .conftest import DOMAIN, IMAP, MAX_MB, OWN_BOX

pytestmark = [
    pytest.mark.service,
    pytest.mark.parametrize("site", ["sqlite"], indirect=True),
    pytest.mark.skipif(not IMAP, reason="TISSERAND_TEST_IMAP names no IMAP server: `make test` starts one"),
]
BIG = b"x" * (MAX_MB * 2**20)
A_MINUTE = 75  # seconds until the clock has surely called


def test_the_running_site_looks_in_its_mail_box_every_minute(site, amina, bao):
    thread, box = amina.known["thread"], Box(OWN_BOX, IMAP)
    bao.answers(thread)
    amina.hand_over = box.delivers
    amina.reply(amina.mail("first-answer"), "Venu par la boîte aux lettres.")
    bao.until(thread, "Venu par la boîte aux lettres.", A_MINUTE)
    assert box.subjects() == []
    with urllib.request.urlopen(f"{site.url}/health") as page:
        assert json.load(page)["mail_box"] == "ok"
    with urllib.request.urlopen(f"{site.url}/metrics") as page:
        assert "tisserand_mail_box_failures 0.0" in page.read().decode()


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
    process = site.start(FETCH, TISSERAND_IMAP_URL=url)
    assert process.popen.wait(60) == 0
    assert "The mail box cannot be read" in process.said()
    assert "wrong" not in process.said()


def plainly(mail):
    return " ".join(mail.text.split())
