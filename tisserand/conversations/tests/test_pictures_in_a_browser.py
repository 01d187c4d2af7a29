"""Pictures, videos, formulas and code in a real browser, with and without script."""

from io import BytesIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image

from tisserand.conversations import writing
from tisserand.mail.written import pictures

from .test_in_a_browser import visit  # noqa: F401  a fixture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FILM = "https://tube.tisserand.example/w/4fK8Yp7sRs9kq3mWzT1xVb"
RICH = (
    f"A long formula: $$\\frac{{a+b+c+d+e+f}}{{g}} = \\sum_{{i=1}}^n x_i + y_i + z_i + t_i + u_i + v_i$$\n\n"
    f"```py\nprint('{'a line far too long for a phone ' * 4}')\n```\n\n{FILM}"
)


@pytest.fixture
def png():
    out = BytesIO()
    Image.new("RGB", (1800, 900), "teal").save(out, "PNG")
    return {"name": "curve.png", "mimeType": "image/png", "buffer": out.getvalue()}


@pytest.fixture
def rich(cast, question, now, png):
    drawn = pictures.draw("a.png", BytesIO(png["buffer"]), 10).described("A curve that goes up")
    return writing.reply(question, by=cast.bao, source=RICH, now=now, files=[drawn])


def test_a_picture_is_put_in_the_text_described_and_stays_when_it_is_edited(visit, cast, question, png):  # noqa: F811
    page = visit(cast.bao, f"{question.pk}/")
    page.locator("#reply").scroll_into_view_if_needed()
    page.locator("trix-editor").click()
    page.keyboard.type("See ")
    page.get_by_text("Add a picture").click()
    page.get_by_label("Picture", exact=True).set_input_files(png)
    page.get_by_role("button", name="Put it in the text").click()
    page.get_by_text("Say in a sentence what one sees").wait_for()
    page.get_by_label("What one sees in it").fill("A curve that goes up")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("trix-editor img").wait_for()
    page.get_by_role("button", name="Send").click()
    page.locator("#post-2").get_by_role("img", name="A curve that goes up").wait_for()
    post = question.posts.get(number=2)
    assert post.text == "See [Image 1 — A curve that goes up]"
    page.goto(page.url.split("/conversations/")[0] + f"/conversations/posts/{post.pk}/edit/")
    page.locator("trix-editor img").wait_for()
    page.locator("trix-editor").click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("Now: ")
    page.get_by_role("button", name="Save").click()
    page.locator("#post-2").wait_for()
    post.refresh_from_db()
    assert post.text == "Now: See [Image 1 — A curve that goes up]"


def test_without_a_script_a_picture_comes_with_the_form(visit, cast, question, png):  # noqa: F811
    page = visit(cast.bao, f"{question.pk}/", java_script_enabled=False)
    page.get_by_label("Your message").fill("Look")
    page.get_by_text("Add a picture").click()
    page.get_by_label("Picture", exact=True).set_input_files(png)
    page.get_by_label("What one sees in it").fill("A curve that goes up")
    page.get_by_role("button", name="Send").click()
    page.locator("#post-2").get_by_role("img", name="A curve that goes up").wait_for()


def test_the_other_site_is_asked_for_nothing_before_the_press(visit, cast, rich):  # noqa: F811
    page = visit(cast.chloe, f"{rich.thread_id}/")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.locator("#post-2 a.video").wait_for()
    assert not [url for url in asked if "tube.tisserand.example" in url]
    page.get_by_role("link", name="Play on tube.tisserand.example").focus()
    page.keyboard.press("Enter")
    page.frame_locator("iframe.player").locator("iframe").wait_for()
    assert [url for url in asked if "tube.tisserand.example/videos/embed/" in url]


def test_without_a_script_a_video_is_a_link_to_it(visit, cast, rich):  # noqa: F811
    page = visit(cast.chloe, f"{rich.thread_id}/", java_script_enabled=False)
    link = page.get_by_role("link", name="Play on tube.tisserand.example")
    assert link.get_attribute("href") == FILM


def test_axe_finds_nothing_and_nothing_is_wider_than_a_small_phone(visit, cast, rich):  # noqa: F811
    token = rich.attachments.get().token
    for path in (f"{rich.thread_id}/", f"pictures/{token}/", f"posts/{rich.pk}/edit/"):
        for width, scheme in [(1280, "dark"), (320, "light")]:
            page = visit(cast.bao, path, width=width, color_scheme=scheme, bypass_csp=True)
            if "edit" in path:
                page.locator("trix-editor").get_by_role("img", name="A curve that goes up").wait_for()
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            found = Axe().run(page).response["violations"]
            assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
