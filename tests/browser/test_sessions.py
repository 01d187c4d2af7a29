"""Live sessions of the demo: saying that one comes, noting who was there, one’s own calendar; also without a
script."""

import pytest

pytestmark = pytest.mark.browser

FRIDAY, OPENING = "Le rendez-vous de la semaine", "Ouverture du deuxième groupe"


def opened(page, title):
    page.goto("/c/distance/meetings/")
    page.get_by_role("link", name=title).click()
    page.wait_for_url("**/meetings/*/")
    return page


@pytest.mark.parametrize("javascript", [True, False], ids=["with", "without"])
def test_one_says_that_one_comes_and_takes_it_back(enter, axe, javascript):
    page = opened(enter("amina", javascript=javascript, width=320), FRIDAY)
    page.get_by_role("button", name="Je viens, par téléphone").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Un mot vous redonnera le numéro la veille.").wait_for()
    assert page.get_by_text("Vous venez par téléphone.").count() >= 1
    if javascript:
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert axe(page) == []
    page.get_by_role("button", name="Retirer ma réponse").click()
    page.get_by_text("Votre réponse est retirée.").wait_for()


def test_the_next_date_is_on_the_page_of_the_day(enter):
    page = enter("amina", phone=True)
    page.goto("/c/distance/")
    said = page.get_by_role("heading", name="Le prochain rendez-vous").locator("xpath=..").inner_text()
    assert "par téléphone aussi" in said


@pytest.mark.parametrize("javascript", [True, False], ids=["with", "without"])
def test_the_lcm_notes_who_was_there(enter, axe, javascript):
    page = opened(enter("claire", javascript=javascript, width=320), OPENING)
    page.get_by_role("link", name="Noter qui était là").click()
    line = page.get_by_role("group", name="Nathalie Picard")
    line.get_by_label("par téléphone").check()
    if javascript:
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert axe(page) == []
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("notée").first.wait_for()
    page = opened(page, OPENING)
    page.get_by_role("link", name="Noter qui était là").click()
    line = page.get_by_role("group", name="Nathalie Picard")
    assert line.get_by_label("par téléphone").is_checked()
    line.get_by_label("pas là").check()
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("notée").first.wait_for()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_where_one_is_planned_led_and_written_of(enter, axe, dark):
    page = enter("claire", dark=dark)
    found = {}
    for title, links in (
        (FRIDAY, ["Inviter par courriel", "Le modifier", "Annuler ce rendez-vous"]),
        (OPENING, ["Liste d’émargement, à imprimer", "Réécrire ce qui a été dit"]),
    ):
        for link in links:
            opened(page, title).get_by_role("link", name=link).click()
            page.wait_for_load_state()
            page.set_viewport_size({"width": 320, "height": 740})
            found[link] = (axe(page), page.evaluate("document.documentElement.scrollWidth") <= 320)
            page.set_viewport_size({"width": 1280, "height": 900})
    assert found == {link: ([], True) for link in found}


def test_one_makes_ones_own_calendar_and_removes_it(enter, axe):
    page = enter("amina", width=320)
    page.goto("/me/calendar/")
    page.get_by_role("button", name="Créer mon adresse secrète").click()
    address = page.get_by_label("Votre adresse secrète")
    calendar = page.request.get(address.input_value())
    assert (calendar.status, "BEGIN:VCALENDAR" in calendar.text()) == (200, True)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("button", name="Enlever l’adresse").click()
    page.get_by_role("button", name="Créer mon adresse secrète").wait_for()
