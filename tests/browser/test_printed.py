"""What is printed to be brought to a room: one sheet of stages, figures without a name, no empty page."""

import re

import pytest

pytestmark = pytest.mark.browser

MARGINS = dict.fromkeys(("top", "bottom", "left", "right"), "10mm")


def sheets(page):
    """How many pages of A4 it makes, with the margins that browsers give."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", margin=MARGINS)))


def printed(page):
    page.emulate_media(media="print")
    return " ".join(page.locator("main").inner_text().split())


def opened(page, *names):
    for name in names:
        page.get_by_role("link", name=name).first.click()
        page.wait_for_load_state()
    return page


def test_the_six_stages_are_one_sheet_with_their_hours(enter):
    page = enter("claire")
    page.goto("/c/distance/meetings/")
    opened(page, "Co-développement", "Les six étapes")
    assert page.get_by_text("Salle Semoy").is_hidden()
    assert sheets(page) == 1
    said = printed(page)
    for words in ("Vendredi", "Salle Semoy", "1. La situation", "10 minutes · jusqu’à", "6. Ce que chacun"):
        assert words in said
    for act in ("Commencer la première étape", "Je viens aider", "L’écrire", "Qui fait quoi"):
        assert act not in said


def test_of_a_survey_figures_are_printed_and_nobody_s_name(enter):
    page = enter("nadège")
    page.goto("/c/tutorat/animation/?view=month")
    while not page.get_by_role("link", name="Trois situations courtes").count():
        page.get_by_role("link", name="Précédent").click()
        page.wait_for_load_state()
    opened(page, "Trois situations courtes")
    names = page.locator("main .names a").all_text_contents()
    assert len(names) > 5
    assert sheets(page) == 1
    said = printed(page)
    assert "14 réponses sur 34 personnes interrogées" in said
    assert "Je reporte à un moment précis de la semaine" in said
    assert [name for name in names if name in said] == []
    for act in ("Calendrier", "Rouvrir", "Qui a répondu quoi", "Dire au groupe"):
        assert act not in said


def test_the_ladder_says_whose_it_is_and_of_which_day(enter):
    page = enter("claire")
    page.goto("/c/distance/ladder/")
    people = page.locator("main .line-title a").all_inner_texts()
    said = printed(page)
    assert said.startswith("L’échelle Management à distance ·")
    assert people
    assert [name for name in people if name not in said] == []
    assert page.locator("main .line-acts:visible").count() == 0


def test_cards_leave_no_empty_page(enter):
    page = enter("nadège")
    page.goto("/c/tutorat/animation/?view=month")
    while not page.get_by_role("link", name="Ma fiche").count():
        page.get_by_role("link", name="Précédent").click()
        page.wait_for_load_state()
    opened(page, "Ma fiche")
    page.goto(page.url + "paper/")
    assert sheets(page) == page.locator(".paper").count() > 5
