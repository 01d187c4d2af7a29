"""Links in mails that came: a page with the answer ready to be given, a button that gives it, no sign-in."""

import re
import time

import pytest

from .correspondent import link
from .seen import opened, pressed

pytestmark = pytest.mark.service


def test_solved(amina, bao):
    thread, title = amina.known["thread"], f"demande {amina.known['given_name']}"
    bao.answers(thread)
    yes = link(amina.mail("first-answer"), "Oui, c’est résolu")
    page = opened(yes)
    assert "Dites le fait avant le jugement." in page
    assert "Oui, c’est résolu" in page
    assert f"{title} answered" in bao.words(thread)
    assert "C’est noté." in pressed(yes)
    assert f"{title} solved" in bao.words(thread)
    assert "Vous l’avez déjà dit." in opened(yes)


def test_not_clear_yet(amina, bao):
    thread = amina.known["thread"]
    bao.answers(thread)
    no = link(amina.mail("first-answer"), "Ce n’est pas encore clair")
    assert "Que manque-t-il encore" in opened(no)
    pressed(no, missing="Et s’il se fâche ?")
    assert "Et s’il se fâche ?" in bao.words(thread)


def test_call_me(amina, ada):
    call = link(amina.mail("personal-letter"), "Bloqué·e ? Appelez-moi")
    page = opened(call)
    assert "À quel numéro" in page
    assert "C’est noté." in pressed(
        call, phone="06 12 34 56 79", moment="noon", words="Le module 2 reste noir."
    )
    seen = ada.words(amina.known["page"])  # the reason of the line; the day itself is long by now
    assert "Le module 2 reste noir." in seen
    assert "On my day" in seen


def test_a_step_is_done(amina, ada):
    cohort, done = "/c/distance/programmes/cohorts/1/", f"{amina.name} ✓ done now in progress"
    yes = link(amina.mail("personal-letter"), "Oui, c’est fait")
    assert "Observer" in opened(yes)
    assert done not in ada.words(cohort)
    assert "C’est noté." in pressed(yes)
    assert done in ada.words(cohort)


def test_a_link_that_was_altered_says_so(amina):
    yes = link(amina.mail("personal-letter"), "Oui, c’est fait")
    altered = re.sub(r"step-done\.\d+", "step-done.1", yes)
    assert "Observer" not in opened(altered)


# The button of the mail program itself (RFC 8058), and the empty mail of RFC 2369


def test_the_button_of_a_mail_program_stops_these_mails(amina):
    letter = amina.mail("personal-letter")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    page = re.search(rb"(?s)List-Unsubscribe:\s+<(http[^>]+)>", letter.raw)[1].decode()
    assert "Vous ne recevez plus" not in opened(page)
    pressed(page, **{"List-Unsubscribe": "One-Click"})
    assert "Vous ne recevez plus ces courriels" in opened(page)


def test_an_empty_mail_stops_them_too(amina):
    letter = amina.mail("personal-letter")
    page, address = re.findall(r"<(?:mailto:)?([^>?]+)", letter["List-Unsubscribe"])
    amina.write([address], "stop", "")
    for _ in range(900):
        if "Vous ne recevez plus ces courriels" in opened(page):
            return
        time.sleep(0.1)
    raise AssertionError(opened(page))
