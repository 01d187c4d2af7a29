"""The pages that everybody meets, and what is true of every page."""

import pytest

pytestmark = pytest.mark.browser

EVERY_PAGE = [
    (None, "/sign-in/"),
    (None, "/no-such-page/"),
    ("amina", "/c/distance/"),
    ("amina", "/me/"),
    ("claire", "/c/distance/my-day/"),
    ("claire", "/c/distance/members/"),
    ("claire", "/c/distance/conversations/"),
    ("claire", "/c/distance/programmes/"),
    ("claire", "/c/distance/loading/"),
    ("claire", "/c/distance/settings/"),
    ("sylvain", "/mailbox/"),
]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("role", "path"), EVERY_PAGE)
def test_axe_finds_nothing(enter, axe, role, path, dark):
    page = enter(role, dark=dark)
    page.goto(path)
    assert axe(page) == []


@pytest.mark.parametrize(("role", "path"), EVERY_PAGE)
def test_nothing_overflows_a_narrow_phone(enter, role, path):
    page = enter(role, width=320)
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize(("role", "path"), EVERY_PAGE)
def test_the_page_obeys_its_own_policy_and_breaks_nowhere(enter, role, path):
    page, said = enter(role), []
    page.on(
        "console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: said.append(str(error)))
    answer = page.goto(path)
    page.wait_for_load_state("networkidle")
    assert [line for line in said if str(answer.status) not in line or answer.ok] == []


def test_the_first_tab_leads_past_the_navigation(enter):
    page = enter("amina")
    page.goto("/c/distance/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('#main').contains(document.activeElement)")


@pytest.mark.parametrize("javascript", [True, False], ids=["with", "without"])
def test_a_learner_asks_for_a_link_reads_it_and_enters(enter, site, javascript):
    """In the demo the mail is read on the site's own mail box page."""
    who = enter("amina")
    who.goto("/me/")
    address = who.locator("main").inner_text()
    address = next(word for word in address.replace("(", " ").split() if "@" in word).strip(".,:;)")
    page = enter(None, javascript=javascript)
    page.goto("/mailbox/")
    known = letters(page)
    page.goto("/sign-in/")
    page.locator("input[type=email]").first.fill(address)
    page.locator("form:has(input[type=email]) button").first.click()
    page.wait_for_url("**/sign-in/sent/")
    while not (new := letters(page) - known):
        page.wait_for_timeout(300)
        page.goto("/mailbox/")
    page.goto(new.pop())
    frame = page.locator("iframe")
    text = page.frames[-1] if frame.count() else page
    link = text.locator("a[href*='/sign-in/link/']").first.get_attribute("href")
    page.goto(link)
    page.locator("main form button").first.click()
    page.wait_for_url("**/c/**")


def letters(page):
    """The addresses of the letters that the mail box page lists."""
    links = page.locator("main a[href^='/mailbox/']").all()
    return {
        link.get_attribute("href") for link in links if link.get_attribute("href").strip("/") != "mailbox"
    }
