"""From a name to a word, an answer, and what an LCM is handed: with JavaScript and without."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
LIST = "/c/distance/messages/"


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_word_goes_to_somebody_chosen_by_name(enter, axe, javascript):
    page = enter("amina", phone=not javascript, javascript=javascript)
    page.goto(LIST)
    page.get_by_role("link", name="Écrire à quelqu’un").click()
    page.get_by_label("Un nom").fill("claire")
    page.get_by_role("main").get_by_role("button", name="Chercher").click()
    page.get_by_label("Claire Vasseur").check()
    if javascript:
        assert axe(page) == []
    page.get_by_role("button", name="Écrire le message").click()
    # The first time it begins, the next time it goes on where it was.
    words = f"Un mot entre nous {'avec' if javascript else 'sans'} script."
    write(page, words, javascript)
    expect(page.get_by_role("article").last).to_contain_text(words)
    if javascript:
        assert axe(page) == []
    claire = enter("claire", javascript=javascript)
    claire.goto(LIST)
    claire.get_by_role("link", name="Amina Keita").click()
    expect(claire.get_by_role("article").last).to_contain_text(words)
    answer = f"Bien reçu {'avec' if javascript else 'sans'}."
    write(claire, answer, javascript)
    page.goto(LIST)
    expect(page.get_by_text("Du nouveau pour vous").first).to_be_visible()


def write(page, words, javascript):
    if javascript:
        page.locator("trix-editor").click()
        page.keyboard.type(words)
    else:
        page.get_by_label("Votre message").fill(words)
    page.get_by_role("button", name="Envoyer").click()


def test_a_message_is_handed_over_and_settled(enter, axe):
    page = enter("amina")
    page.goto(LIST)
    page.get_by_role("link", name="Bao Nguyen").click()
    message = page.get_by_role("article").last
    message.locator("summary").first.click()
    message.get_by_role("link", name="Signaler").click()
    expect(page.get_by_text("rien d’autre de la conversation")).to_be_visible()
    assert axe(page) == []
    page.get_by_label("Raison").fill("Trop pressant.")
    page.get_by_role("button", name="Signaler et remettre").click()
    claire = enter("claire")
    claire.goto("/c/distance/my-day/")
    line = claire.locator("li.line", has_text="Un message privé a été signalé").last
    line.get_by_role("link", name="Lire et décider").click()
    claire.get_by_role("main").get_by_role("link", name="Lire et décider").last.click()
    expect(claire.get_by_text("Alors, ce mardi")).to_be_visible()
    assert axe(claire) == []
    claire.get_by_label("Le garder").check()
    claire.get_by_label("Raison").fill("Rien que d’amical.")
    claire.get_by_role("button", name="Décider").click()
    expect(claire.get_by_text("C’est décidé.")).to_be_visible()


@pytest.mark.parametrize("path", [LIST, f"{LIST}people/?name=bao", f"{LIST}new/?to=2"])
def test_no_page_is_wider_than_a_narrow_phone(enter, path):
    page = enter("amina", width=320)
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
