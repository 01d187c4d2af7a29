"""Thanks and usefulness under a message, and what readers say of a sheet, with and without JavaScript."""

import re

import pytest

pytestmark = pytest.mark.browser
BOTH = pytest.mark.parametrize("javascript", [True, False], ids=["with", "without"])


def open_thread(page):
    page.goto("/c/distance/search/?q=refuser+un+congé")
    page.locator(".results a", has_text=re.compile("refuser un congé")).first.click()
    page.locator(".post").first.wait_for()


def pressed(page, label, number):
    button = page.get_by_role("button", name=re.compile(rf"^{label}.* message {number}$"))
    return button, button.get_attribute("aria-pressed")


def width(page):
    return page.evaluate("document.documentElement.scrollWidth")


@BOTH
def test_said_and_taken_back_under_a_message(enter, axe, javascript):
    page = enter("amina", javascript=javascript, width=320)
    open_thread(page)
    for label in ("Merci", "Utile"):
        for state in ("false", "true"):
            button, said = pressed(page, label, 4)
            assert said == state
            button.click()
            other = "true" if state == "false" else "false"
            page.locator(f'#{button.get_attribute("id")}[aria-pressed="{other}"]').wait_for()
            if not javascript:
                assert page.locator("#notices").inner_text() != ""
    assert width(page) <= 320
    if javascript:
        assert axe(page) == []


def test_a_double_click_says_it_once_and_the_keyboard_stays_there(enter):
    page = enter("amina")
    open_thread(page)
    button, said = pressed(page, "Merci", 4)
    assert said == "false"
    button.dblclick()
    page.locator(f'#{button.get_attribute("id")}[aria-pressed="true"]').wait_for()
    page.wait_for_timeout(1000)
    assert pressed(page, "Merci", 4)[1] == "true"
    assert page.evaluate("document.activeElement.id") == button.get_attribute("id")
    page.keyboard.press("Enter")
    page.locator(f'#{button.get_attribute("id")}[aria-pressed="false"]').wait_for()


def test_my_day_proposes_whom_to_thank(enter, axe):
    page = enter("claire")
    page.goto("/c/distance/my-day/")
    line = page.locator(".line", has_text="Première fois que je dois refuser un congé")
    line.get_by_role("link", name="Lui écrire").click()
    subject = page.get_by_label("Objet")
    subject.wait_for()
    assert subject.input_value() == "Merci, Hélène"
    assert axe(page) == []


@BOTH
def test_a_reader_doubts_a_sheet_and_changes_their_mind(enter, axe, javascript):
    page = enter("amina", javascript=javascript, width=320)
    page.goto("/c/distance/resources/")
    page.get_by_role("link", name=re.compile("Tenir une réunion")).click()
    page.locator("summary", has_text="plus juste").click()
    page.get_by_label("Qu’est-ce qui n’est plus juste").fill("Le larsen a disparu.")
    if javascript:
        assert axe(page) == []
    assert width(page) <= 320
    page.get_by_role("button", name="Le dire").click()
    assert "invitée à la relire" in page.locator("#notices").inner_text()
    page.locator("#readers").get_by_role("button", name=re.compile("annuler")).click()
    page.get_by_role("button", name="Utile").click()
    assert "verront que cette fiche a servi" in page.locator("#notices").inner_text()
