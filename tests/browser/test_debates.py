"""A debate and a poll of the demo: taking position, changing one’s mind, answering; also without a script."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

DEBATE, POLL = "Deux jours fixes au bureau", "Quel moment pour notre rendez-vous"


def opened(page, title):
    page.goto("/c/distance/conversations/recent/")
    kind = "debate" if title == DEBATE else "poll"
    page.goto(f"/c/distance/conversations/recent/?kind={kind}")
    page.get_by_role("link", name=title).click()
    page.wait_for_url("**/conversations/*/")
    return page


def test_where_the_others_stand_shows_once_one_stands_somewhere(enter, axe):
    page = opened(enter("amina", phone=True), DEBATE)
    assert page.locator("svg.moves").count() == 0
    page.get_by_role("button", name="J’en suis là").first.focus()
    page.keyboard.press("Enter")
    page.locator("svg.moves").wait_for()
    assert "n’en sont plus là où elles avaient commencé" in page.locator("#debate").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert axe(page) == []
    page.get_by_role("button", name="Annuler").click()
    page.get_by_text("C’est annulé.").wait_for()
    assert page.locator("svg.moves").count() == 0


def test_one_changes_ones_mind_without_a_script(enter):
    page = opened(enter("bao", javascript=False), DEBATE)
    page.locator("#position-2").get_by_role("link", name="J’en suis là maintenant").click()
    page.get_by_label("Qu’est-ce qui vous a fait changer d’avis").fill("Une nuit de sommeil.")
    page.get_by_role("button", name="J’en suis là maintenant").click()
    page.get_by_text("Une nuit de sommeil.").wait_for()
    assert "votre position" in page.locator("#position-2").inner_text()


@pytest.mark.parametrize("javascript", [True, False], ids=["with", "without"])
def test_a_poll_is_answered_in_order(enter, axe, javascript):
    page = opened(enter("amina", javascript=javascript, width=320), POLL)
    page.get_by_label("Jeudi à 13").select_option("1")
    page.get_by_label("Mardi à 9").select_option("2")
    page.locator(".poll form button").click()
    page.get_by_text("Votre réponse est notée.").wait_for()
    assert "Borda" in page.locator(".results").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    if javascript:
        assert axe(page) == []


@pytest.mark.parametrize("javascript", [True, False], ids=["with", "without"])
def test_what_is_said_is_seen_where_the_page_opens(enter, javascript):
    """The page of a poll opens at the poll, further down: what is said of the act is on the screen too."""
    page = opened(enter("claire", javascript=javascript, phone=True), POLL)
    page.locator(".poll form button").click()
    expect(page.locator("#notices", has_text="Donnez le 1")).to_be_in_viewport()
    expect(page.locator(".poll-question")).to_be_in_viewport()
    page.get_by_label("Mardi à 9").select_option("1")
    page.locator(".poll form button").click()
    expect(page.locator("#notices", has_text="notée")).to_be_in_viewport()
    page.locator("#notices").get_by_role("button", name="Annuler").click()
    expect(page.locator("#notices", has_text="annulé")).to_be_in_viewport()


@pytest.mark.parametrize("path", ["debates/new/", "polls/new/"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_where_one_is_opened(enter, axe, path, dark):
    page = enter("claire", dark=dark)
    page.goto(f"/c/distance/{path}")
    assert axe(page) == []
    page.set_viewport_size({"width": 320, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_who_leads_ends_a_debate_with_a_way_back(enter, axe):
    page = opened(enter("claire"), DEBATE)
    page.get_by_role("link", name="Changer la date de clôture").click()
    page.get_by_role("button", name="Terminer maintenant").click()
    page.get_by_role("link", name="Écrire la conclusion").wait_for()
    page.get_by_role("button", name="Annuler").click()
    page.get_by_role("link", name="Inviter par courriel").click()
    page.get_by_text("recevront un courriel").wait_for()
    assert axe(page) == []
