"""A plan at work: read two, let the others leave, move a thing; with and without script, by keyboard."""

import re

import pytest

pytestmark = pytest.mark.browser
CALENDAR = "/c/distance/animation/"


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize(
    ("community", "who", "javascript"), [("distance", "claire", True), ("tutorat", "nadège", False)]
)
def test_two_are_read_and_those_alike_leave_together(enter, axe, community, who, javascript):
    page = enter(who, javascript=javascript, phone=not javascript)
    page.goto(f"/c/{community}/animation/")
    page.get_by_role("link", name=re.compile("où en êtes-vous")).first.click()
    page.get_by_role("link", name="Lire le premier").click()
    if javascript:
        assert axe(page) == []
    for _ in range(2):
        assert fits(page)
        subject = page.get_by_label("Objet").input_value()
        assert subject.endswith("où en êtes-vous\u202f?")
        assert "{" not in page.get_by_label("Texte").input_value()
        with page.expect_navigation():
            page.get_by_role("button", name="Approuver, et lire le suivant").click()
    page.get_by_role("link", name=re.compile("où en êtes-vous")).first.click()
    alike = page.get_by_role("button", name=re.compile("qui se ressemblent"))
    count = re.search(r"\d+", alike.inner_text())[0]
    alike.click()
    if javascript:
        page.locator("#confirm-yes").click()
    page.get_by_text(f"{count} courriels sont approuvés").wait_for()
    assert fits(page)


def test_a_plan_is_applied_and_taken_off(enter, axe):
    page = enter("claire", javascript=False)
    page.goto(f"{CALENDAR}plans/")
    page.locator("li", has_text="Deux jours en salle").get_by_role("button", name="Le prendre").click()
    page.get_by_role("link", name="L’appliquer à un groupe").click()
    page.get_by_label("Pour quel groupe").select_option(label="Deuxième groupe, novembre 2026")
    page.get_by_label("Jour 1 en salle").fill("2027-03-01")
    page.get_by_label("Jour 2 en salle").fill("2027-03-02")
    page.get_by_role("button", name="Voir les jours").click()
    assert page.get_by_text("Ma fiche").first.is_visible()
    page.get_by_role("button", name="Mettre au calendrier").click()
    page.get_by_text("C’est au calendrier").wait_for()
    page.get_by_role("button", name="Annuler").click()
    page.get_by_text("C’est annulé").wait_for()


def test_a_thing_is_dragged_to_another_day(enter, axe):
    page = enter("claire")
    page.goto(f"{CALENDAR}?view=month")
    entry = page.locator("a.entry.planned").first
    name, day = (
        entry.locator(".entry-title").inner_text(),
        entry.locator("xpath=ancestor::td").get_attribute("data-day"),
    )
    target = page.locator(f"td[data-day]:not([data-day='{day}'])").last
    to = target.get_attribute("data-day")
    entry.drag_to(target)
    page.get_by_text("C’est déplacé").wait_for()
    assert page.locator(f"td[data-day='{to}']").get_by_text(name).count()
    assert axe(page) == []
