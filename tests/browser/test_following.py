"""What concerns somebody, on one page: with and without script, on a phone, by keyboard."""

import pytest

pytestmark = pytest.mark.browser
PAGE = "/me/concerns/"


def narrow(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def answered(enter):
    """Amina begins a conversation, Bao writes in it: this is for her, whatever she has read before."""
    amina, bao = (enter(name, javascript=False) for name in ("amina", "bao"))
    amina.goto("/c/distance/conversations/new/?kind=discussion")
    amina.get_by_label("En une ligne").fill("Combien de temps entre deux pauses ?")
    amina.get_by_label("Votre message").fill("Les miens décrochent.")
    amina.get_by_role("button", name="Envoyer").click()
    bao.goto(amina.url)
    bao.locator("#reply #id_text").fill("Une toutes les quarante-cinq minutes.")
    bao.locator("#reply").get_by_role("button", name="Envoyer").click()


@pytest.mark.parametrize("javascript", [True, False])
def test_what_is_asked_comes_first_and_all_is_read_with_a_way_back(enter, axe, javascript):
    answered(enter)
    page = enter("amina", javascript=javascript, phone=True)
    page.goto("/c/distance/conversations/")
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="Ce qui me concerne").first.click()
    headings = page.locator("main h2").all_inner_texts()
    assert [one.casefold() for one in headings][:2] == ["on attend un mot de vous", "pour vous"]
    assert page.get_by_role("link", name="Dire si cela vous a aidé").first.is_visible()
    assert narrow(page)
    if javascript:
        assert axe(page) == []
    page.get_by_role("button", name="Tout est lu").press("Enter")
    page.get_by_text("Tout est noté comme lu.").wait_for()
    assert page.get_by_role("heading", name="Pour vous").count() == 0
    assert page.get_by_role("heading", name="On attend un mot de vous").is_visible()
    page.get_by_role("button", name="Annuler").press("Enter")
    page.get_by_role("heading", name="Pour vous").wait_for()


@pytest.mark.parametrize("javascript", [True, False])
def test_one_page_chooses_what_one_hears_of(enter, axe, javascript):
    page = enter("amina", javascript=javascript, phone=True)
    page.goto("/c/distance/conversations/following/")
    assert narrow(page)
    if javascript:
        assert axe(page) == []
    page.get_by_label("Rien que ce qui s’adresse à moi").first.check()
    page.get_by_label("Réunions à distance").select_option(label="Chaque nouvelle conversation")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("voilà ce qui vous sera signalé").wait_for()
    assert page.get_by_label("Réunions à distance").input_value() == "all"
    page.get_by_label("Réunions à distance").select_option(label="Comme pour la communauté")
    page.get_by_label("La suite des conversations").check()
    page.get_by_role("button", name="Enregistrer").click()


def test_news_says_who_has_opened_it_to_who_runs_the_community_only(enter, axe):
    def news(page):
        page.goto("/c/distance/conversations/recent/?kind=news")
        page.get_by_role("link", name="Vendredi, l’atelier ouvre aussi par téléphone").first.click()

    page = enter("claire")
    news(page)
    page.get_by_role("link", name="Voir qui ne l’a pas ouverte").click()
    assert "autres membres" in page.locator("main").inner_text()
    assert axe(page) == []
    page = enter("bao", phone=True)
    news(page)
    said = page.locator("main").inner_text()
    assert "voient que vous l’avez ouverte" in said
    assert "autres membres" not in said
    assert narrow(page)
