"""Talking live in a real browser, with scripts and without; axe; a narrow phone."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def say(page, text):
    page.fill("#say textarea", text)
    page.click("#say button")


def test_what_one_says_the_other_sees_without_doing_anything(enter):
    bao, amina = enter("bao"), enter("amina", phone=True)
    bao.goto("/c/distance/chat/"), amina.goto("/c/distance/chat/")
    say(amina, "Qui a essayé de couper son micro ?")
    expect(bao.locator(".chat-text", has_text="couper son micro")).to_be_visible()
    expect(amina.locator(".chat-text", has_text="couper son micro")).to_have_count(1)
    expect(amina.locator("#say textarea")).to_have_value("")


def test_by_the_keyboard_enter_sends_and_shift_enter_does_not(enter):
    bao = enter("bao")
    bao.goto("/c/distance/chat/")
    bao.locator("#say textarea").focus()
    bao.keyboard.type("Une ligne")
    bao.keyboard.press("Shift+Enter")
    bao.keyboard.type("et une autre")
    bao.keyboard.press("Enter")
    expect(bao.locator(".chat-text", has_text="Une ligne")).to_be_visible()
    expect(bao.locator("#say textarea")).to_be_focused()
    bao.keyboard.press("Enter")
    expect(bao.locator("#say .field-error")).to_have_text("")


def test_without_scripts_it_is_a_page_and_a_form(enter):
    amina = enter("amina", phone=True, javascript=False)
    amina.goto("/c/distance/chat/")
    say(amina, "Bonjour sans rien qui tourne.")
    assert "#message-" in amina.url
    expect(amina.locator(".chat-line").last).to_contain_text("Bonjour sans rien qui tourne.")
    amina.click("text=Rafraîchir")
    assert amina.url.endswith("#last")


@pytest.mark.parametrize("javascript", [True, False])
def test_two_clicks_make_a_question(enter, javascript):
    amina, claire = enter("amina", javascript=javascript), enter("claire", javascript=javascript)
    amina.goto("/c/distance/chat/")
    words = f"Où trouve-t-on la grille, {'avec' if javascript else 'sans'} compte ? Merci."
    say(amina, words)
    claire.goto("/c/distance/chat/")
    claire.locator(".chat-line", has_text=words).locator("a.chat-act").click()
    claire.click("button.primary")
    expect(claire.locator("h1")).to_have_text(words.partition(" Merci")[0])
    expect(claire.locator("main header").first).to_contain_text("l’a demandé dans le salon")
    amina.goto("/c/distance/chat/")
    expect(amina.locator(".chat-line", has_text=words)).to_contain_text("Devenu une question")


def test_what_is_said_after_an_act_hides_neither_the_last_message_nor_the_box(enter):
    bao = enter("bao", phone=True)
    bao.goto("/c/distance/chat/")
    for _twice in range(2):
        bao.locator("form[action*=digest] button").click()
        notice = bao.locator("#notices .notice")
        expect(notice).to_be_in_viewport(ratio=1)
        end = notice.bounding_box()["y"] + notice.bounding_box()["height"]
        assert end < bao.locator(".chat-line").last.bounding_box()["y"]
        assert end < bao.locator("#say").bounding_box()["y"]


def test_who_comes_when_the_room_is_closed_is_told_at_once(enter):
    claire, amina = enter("claire"), enter("amina", phone=True)

    def may_write(choice):
        claire.goto("/c/distance/chat/")
        claire.click("text=Horaires et historique")
        claire.get_by_label(choice).check()
        claire.get_by_role("button", name="Enregistrer").click()
        claire.wait_for_url("**/chat/")

    may_write("pas pour le moment")
    try:
        amina.goto("/c/distance/chat/")
        expect(amina.locator(".chat-closed")).to_be_in_viewport(ratio=0.9)
    finally:
        may_write("jour et nuit")


def test_a_screen_reader_is_told_and_can_be_left_alone(enter):
    bao = enter("bao")
    bao.goto("/c/distance/chat/")
    log, voice = bao.locator("#log"), bao.locator("#voice button")
    expect(log).to_have_attribute("aria-live", "polite")
    voice.click()
    expect(log).to_have_attribute("aria-live", "off")
    bao.reload()
    expect(log).to_have_attribute("aria-live", "off")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("path", ["", "rooms/new/", "reports/"])
def test_axe_finds_nothing_and_nothing_overflows(enter, axe, path, dark):
    claire = enter("claire", dark=dark, width=320)
    claire.goto(f"/c/distance/chat/{path}")
    assert axe(claire) == []
    assert claire.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_page_of_the_day_and_the_settings_too(enter, axe):
    claire = enter("claire")
    for link in ("Ce qui s’est dit, par jour", "Horaires et historique"):
        claire.goto("/c/distance/chat/")
        claire.click(f"text={link}")
        assert axe(claire) == []
