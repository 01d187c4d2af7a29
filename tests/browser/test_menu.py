"""The menu of a community: one line on a desk, in both languages; all of it within reach of a thumb, of the
keyboard, and of who has no scripts."""

import pytest
from playwright.sync_api import expect

from .keyboard import Keyboard

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
FOLDED = {"fr": ("Voir aussi", "Organiser"), "en": ("See also", "Organise")}
LINES = "items => [...new Set(items.map((one) => Math.round(one.getBoundingClientRect().top)))].length"
# What one may press, as it is drawn now: its words, and how high it is.
TARGETS = """() => [...document.querySelectorAll("#nav a, #nav summary")]
  .filter((one) => one.checkVisibility())
  .map((one) => [one.textContent.trim(), one.getBoundingClientRect().height])"""


@pytest.fixture
def at(chromium, live_server, cast, reader):
    """`at("ada", "en", PHONE)`: the page of the members, which is of no submenu."""
    contexts = []

    def open_page(name, language, window, path="members/", **options):
        person = cast.people[name]
        person.language = language
        person.save()
        contexts.append(chromium.new_context(viewport=window, **options))
        session = reader(person).cookies["sessionid"].value
        contexts[-1].add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = contexts[-1].new_page()
        page.goto(f"{live_server.url}/c/distance/{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", ["ada", "bao", "chloe"])
def test_it_is_one_line_on_a_desk(at, name, language):
    page = at(name, language, DESK)
    assert page.eval_on_selector_all(".nav-list > li", LINES) == 1
    folds = page.locator("#nav summary")
    assert [one.inner_text() for one in folds.all()] == list(FOLDED[language][: 2 if name == "ada" else 1])
    for fold in folds.all():
        fold.click()
        expect(fold.locator("xpath=..").locator("a").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= DESK["width"]


@pytest.mark.parametrize("javascript", [True, False], ids=["with", "without"])
def test_all_of_it_is_within_reach_of_a_thumb(at, javascript):
    page = at("ada", "fr", PHONE, java_script_enabled=javascript, has_touch=True)
    page.get_by_role("button", name="Menu").click()
    for label, inside in zip(FOLDED["fr"], ("Salon", "Réglages"), strict=True):
        page.locator("#nav summary", has_text=label).click()
        expect(page.locator("#nav a", has_text=inside)).to_be_visible()
    drawn = page.evaluate(TARGETS)
    assert [one for one in drawn if one[1] < 44] == []
    assert len(drawn) == (12 if javascript else 16)  # scripts open one at a time
    assert page.locator("#nav").bounding_box()["width"] <= PHONE["width"]
    page.locator("#nav a", has_text="Réglages").click()
    assert page.locator("h1").inner_text() == "Réglages"


def test_the_keyboard_opens_a_submenu_and_comes_back(at):
    keys = Keyboard(at("ada", "en", DESK))
    keys.enter("Organise")
    keys.press("Tab")
    assert keys.here()["name"] == "Calendar"
    keys.press("Escape")
    assert keys.here()["name"] == "Organise"
    assert not keys.page.get_by_role("link", name="Calendar").is_visible()
    keys.press("Enter")
    keys.follow("Settings")
    current = keys.page.locator("#nav [aria-current]").all()
    assert [one.text_content().strip() for one in current] == ["Organise", "Settings"]
