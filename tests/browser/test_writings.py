"""From a long conversation to its synthesis and its sheet, with and without JavaScript."""

import re

import pytest

pytestmark = pytest.mark.browser


def open_thread(page, title):
    page.goto("/c/distance/search/?q=" + title.replace(" ", "+"))
    page.locator(".results a", has_text=re.compile(title)).first.click()


@pytest.mark.parametrize(
    ("javascript", "title"),
    [(True, "Vos réunions du lundi"), (False, "Bonjour, on se présente")],
    ids=["with", "without"],
)
def test_quote_write_around_and_put_on_top(enter, axe, javascript, title):
    page = enter("claire", javascript=javascript)
    open_thread(page, title)
    page.get_by_role("link", name="Synthèse ou fiche").click()
    page.get_by_role("checkbox").nth(2).check()
    page.get_by_role("button", name=re.compile("synthèse")).click()
    editor = page.locator("trix-editor" if javascript else "textarea[name=text]")
    editor.wait_for()
    assert "[#3]" in (editor.inner_text() if javascript else editor.input_value())
    page.get_by_role("button", name="Citer message 5", exact=True).click()
    editor.wait_for()
    assert "[#5]" in (editor.inner_text() if javascript else editor.input_value())
    if javascript:
        assert axe(page) == []
    editor.press("Control+Home")
    page.keyboard.type("En bref, chacun y tient." if javascript else "En bref, chacun y tient.\n\n")
    page.locator("#writing .button.primary").click()
    synthesis = page.locator("#synthesis")
    assert synthesis.locator(".prose > :first-child").inner_text().strip() == "En bref, chacun y tient."
    assert "À jour jusqu’au message" in synthesis.inner_text()
    assert synthesis.locator("blockquote footer").count() == 2
    page.get_by_role("button", name="Annuler").click()
    assert page.locator("#synthesis").count() == 0


def test_a_sheet_is_read_reviewed_and_the_act_undone_from_the_day(enter, axe):
    page = enter("claire")
    page.goto("/c/distance/my-day/")
    line = page.locator(".line", has_text="Accueillir un silence")
    line.get_by_role("button", name="Toujours juste").click()
    done = page.locator(".line.done", has_text="toujours juste")
    done.get_by_role("button", name=re.compile("Annuler")).click()
    line.get_by_role("link", name="Accueillir un silence").click()
    assert axe(page) == []
    assert "De la conversation" in page.inner_text("article")
