"""Reading, answering and asking with a mail program alone."""

import re
import smtplib

import pytest

from tests.ports import free_port
from tests.service.visitor import Visitor

from .conftest import DOMAIN
from .correspondent import link, over
from .seen import ANSWER, leads_to, opened, plain, pressed

pytestmark = pytest.mark.service
PDF = b"%PDF-1.4 a plan"


def test_the_mail_holds_the_whole_conversation(amina, bao):
    bao.answers(amina.known["thread"])
    mail = amina.mail("first-answer")
    drawn = mail.get_body(("html",)).get_content()
    for words in (words_of(mail), plain(drawn)):
        assert "Ce qui s’est dit avant" in words
        assert "Je fais le point chaque lundi." in words
        assert "Que faire ?" in words
        assert ANSWER in words
    assert len(mail.raw) < 60_000


def test_a_reply_is_posted_and_can_be_taken_back(amina, bao):
    thread = amina.known["thread"]
    bao.answers(thread)
    amina.reply(amina.mail("first-answer"), "Je l’ai fait hier, il m’a remerciée.")
    page = bao.until(thread, "il m’a remerciée")
    assert "Envoyé de mon téléphone" not in page
    assert page.count("Et taisez-vous ensuite.") == 1
    assert "by mail" in page
    back = link(amina.mail("posted-by-mail"), "Retirer ce que j’ai écrit")
    assert "Le retirer" in opened(back)
    pressed(back)
    assert "il m’a remerciée" not in bao.words(thread)


def test_a_server_that_speaks_lmtp_hands_it_over_too(site, amina, bao):
    thread, port = amina.known["thread"], free_port()
    bao.answers(thread)
    receiver = site.start("mailin", "--port", str(port), "--protocol", "lmtp")
    receiver.wait_until_it_says("Mail is received")
    amina.hand_over = over(smtplib.LMTP, port, DOMAIN)
    amina.reply(amina.mail("first-answer"), "Par un autre chemin.")
    bao.until(thread, "Par un autre chemin.")
    assert receiver.stop()[0] == 0


def test_a_question_to_the_address_in_our_mails(amina, bao):
    bao.answers(amina.known["thread"])
    address = link(amina.mail("first-answer"), "Poser une autre question").removeprefix("mailto:")
    amina.write([address], "Et par téléphone ?", "Comment recadrer quelqu’un que je ne vois jamais ?")
    asked = link(amina.mail("posted-by-mail"), "Voir la page entière")
    assert "que je ne vois jamais" in bao.words(asked.partition("#")[0])


def test_a_question_to_the_address_of_the_community_waits_for_one_click(amina, bao):
    amina.write([f"distance@{DOMAIN}"], "Et par écrit ?", "Faut-il éviter d’écrire un recadrage ?")
    publish = link(amina.mail("confirm-mail"), "Oui, le publier")
    assert "Faut-il éviter d’écrire un recadrage ?" in opened(publish)
    assert leads_to(publish, "Voir la page entière") is None
    assert "C’est noté." in pressed(publish)
    assert "Et par écrit ?" in bao.words(leads_to(publish, "Voir la page entière"))


def test_a_file_is_kept_under_the_rules_of_the_pages(amina, bao):
    thread = amina.known["thread"]
    bao.answers(thread)
    files = [("plan.pdf", PDF, "application/pdf"), ("outil.exe", b"MZ", "application/octet-stream")]
    amina.reply(amina.mail("first-answer"), "Voici mon plan.", files=files)
    bao.until(thread, "plan.pdf")
    page = bao.visitor.get(thread)
    assert "outil.exe" not in page.text
    kept = re.search(r'href="(/c/distance/conversations/files/[^"]+)"', page.text)[1]
    assert bao.visitor.get(kept).content == PDF
    assert "outil.exe" in amina.mail("posted-by-mail").text


# Words that stand for a button


def test_solved(amina, bao):
    thread, title = amina.known["thread"], f"demande {amina.known['given_name']}"
    bao.answers(thread)
    amina.reply(amina.mail("first-answer"), "C’est résolu, merci !")
    noted = amina.mail("said-by-mail")
    page = bao.words(thread)
    assert (f"{title} solved" in page, "résolu, merci" in page) == (True, False)
    pressed(link(noted, "Annuler"), undo="")
    assert f"{title} answered" in bao.words(thread)


def test_solved_and_one_word_more_is_a_reply(amina, bao):
    thread = amina.known["thread"]
    bao.answers(thread)
    amina.reply(amina.mail("first-answer"), "C’est résolu pour Luc, pas pour moi.")
    assert "answered" in bao.until(thread, "pas pour moi")


def test_a_step_is_done(amina, ada):
    amina.reply(amina.mail("personal-letter"), "Bonjour Ada,\n\nC’est fait !\n\nBien à vous")
    ada.until("/c/distance/programmes/cohorts/1/", f"{amina.name} ✓ done now in progress · to come")
    assert "« Observer » : c’est fait. Ensuite : « Préparer »" in words_of(amina.mail("said-by-mail"))


def test_stuck_call_me(amina, ada):
    words = "Bloquée, appelez-moi demain matin au 06 12 34 56 78"
    amina.reply(amina.mail("personal-letter"), words)
    assert "On my day" in ada.until(amina.known["page"], words)


@pytest.mark.parametrize(
    ("says", "noted"),
    [
        ("Moins de mails svp", "une fois par jour au plus"),
        ("Une fois par semaine", "une fois par semaine au plus"),
        ("STOP", "Nous ne vous écrivons plus."),
    ],
)
def test_fewer_mails_or_none(says, noted, amina):
    amina.reply(amina.mail("personal-letter"), says)
    told = amina.mail("said-by-mail")
    assert noted in words_of(told)
    assert noted in opened(link(told, "Annuler"))


def test_after_stop_only_what_is_asked_for_comes(site, amina, bao):
    amina.reply(amina.mail("personal-letter"), "stop")
    amina.mail("said-by-mail")
    bao.answers(amina.known["thread"])
    visitor = Visitor(site.url)
    visitor.post(visitor.get("/sign-in/"), "/sign-in/link/", email=amina.email)
    amina.mail("sign-in")
    assert amina.mails("first-answer") == []


def words_of(mail):
    return " ".join(mail.text.split())
