"""Somebody who is about to ask finds the answer instead: with and without script, by keyboard."""

import pytest

pytestmark = pytest.mark.browser
ASK = "/c/distance/conversations/new/?kind=question"
ANSWER = "Avant d’imposer"


def test_the_answer_comes_while_one_writes_and_the_draft_stays(enter, axe):
    page = enter("amina")
    page.goto(ASK)
    page.get_by_label("En une ligne").fill("Quelqu’un de mon équipe ne met jamais sa caméra")
    shown = page.locator(".similar").get_by_role("listitem").filter(has_text=ANSWER)
    shown.locator("summary").press("Enter")
    assert ANSWER in shown.locator(".prose").inner_text()
    assert axe(page) == []
    shown.get_by_role("button", name="C’est ce que je cherche").press("Enter")
    shown.get_by_text("Cela vous a répondu").wait_for()
    assert (
        page.get_by_label("En une ligne").input_value() == "Quelqu’un de mon équipe ne met jamais sa caméra"
    )
    shown.get_by_role("button", name="Annuler").click()
    shown.get_by_role("button", name="C’est ce que je cherche").wait_for()


def test_without_script_a_button_shows_it_and_the_draft_stays(enter):
    page = enter("amina", javascript=False, phone=True)
    page.goto(ASK)
    page.get_by_label("En une ligne").fill("Quelqu’un de mon équipe ne met jamais sa caméra")
    page.get_by_label("Votre message").fill("Que faire ?")
    page.get_by_role("button", name="Voir si quelqu’un l’a déjà demandé").click()
    shown = page.locator(".similar").get_by_role("listitem").filter(has_text=ANSWER)
    shown.get_by_role("button", name="C’est ce que je cherche").click()
    assert page.locator(".similar").get_by_text("Cela vous a répondu").is_visible()
    assert page.get_by_label("Votre message").input_value() == "Que faire ?"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    shown.get_by_role("button", name="Annuler").click()
    assert shown.get_by_role("button", name="C’est ce que je cherche").is_visible()
