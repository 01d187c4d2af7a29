"""What a page says is seen where the address leads, however far down: with JavaScript and without."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_what_is_said_is_in_sight_where_one_is_led(enter, javascript):
    page = enter("amina", phone=True, javascript=javascript)
    page.goto("/c/distance/conversations/2/")
    page.goto(page.locator("article").last.locator("a[href$='/report/']").get_attribute("href"))
    page.get_by_label("Raison").fill("Un essai.")
    page.get_by_role("button", name="Signaler").click()
    page.wait_for_url("**#post-*")
    said = page.locator("#notices .notice")
    expect(said).to_be_in_viewport()
    expect(page.locator(":target .post-head")).to_be_in_viewport()
    assert page.evaluate("scrollY") > 0
