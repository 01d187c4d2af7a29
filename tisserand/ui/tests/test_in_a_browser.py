"""The components in a real browser: accessibility, narrow screens, keyboard, the editor, without scripts."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def visit(chromium, live_server, settings, make_person, client):
    """`visit("/path/", width=…)` opens a page signed in, and fails at the end if the console complained."""
    settings.DEMO = True
    client.force_login(make_person("Claire", "Vasseur", language="fr"))
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    complaints: list[str] = []

    def open_page(path, *, width=1280, **options):
        context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
        context.add_cookies([session])
        page = context.new_page()
        if not options.get("bypass_csp"):
            page.on(
                "console", lambda said: said.type in ("error", "warning") and complaints.append(said.text)
            )
            page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(live_server.url + path)
        return page

    yield open_page
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing(visit, width, scheme):
    # At the editor, which comes when it is seen; else the page stands at its errors, far from there on a
    # small screen. Axe adds and fetches sheets.
    page = visit("/ui/gallery/?wrong#line-reply", width=width, color_scheme=scheme, bypass_csp=True)
    page.locator("trix-editor#line-reply").wait_for()
    found = Axe().run(page).response["violations"]
    assert [(fault["id"], [node["target"] for node in fault["nodes"]]) for fault in found] == []


def test_nothing_is_wider_than_a_small_phone(visit):
    page = visit("/ui/gallery/?wrong", width=320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_editor_is_worked_by_keyboard_and_posts_html(visit):
    page = visit("/ui/gallery/")
    editor = page.locator("#line-reply")
    page.locator("trix-editor#line-reply").wait_for()
    assert editor.get_attribute("role") == "textbox"
    assert editor.get_attribute("aria-label") == "Votre réponse"
    editor.focus()
    page.keyboard.type("Bonjour ")
    bold = page.locator("#line-reply-tools [data-trix-attribute=bold]")
    bold.focus()
    page.keyboard.press("Enter")
    assert bold.get_attribute("aria-pressed") == "true"
    editor.focus()
    page.keyboard.type("tous")
    # Trix gives the caret back a frame or two late: a hand that reaches for the next key is slower than that.
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    bold.focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.trixAttribute") == "italic"
    with page.expect_request(lambda request: request.method == "POST") as posted:
        page.locator("form.box button.primary").click()
    sent = posted.value.post_data_json
    assert sent["format"] == "html"
    assert sent["reply"].replace("&nbsp;", " ") == "<div>Bonjour <strong>tous</strong></div>"


def test_without_scripts_the_field_is_plain_and_the_form_is_sent(visit):
    page = visit("/ui/gallery/", java_script_enabled=False)
    page.locator("textarea#line-reply").fill("Bonjour")
    with page.expect_request(lambda request: request.method == "POST") as posted:
        page.locator("form.box button.primary").click()
    sent = posted.value.post_data_json
    assert (sent["reply"], "format" in sent) == ("Bonjour", False)
    assert page.locator("#notices").inner_text().startswith("La question est remise à jeudi.")


def test_a_confirmation_can_be_refused_then_given(visit):
    page = visit("/ui/gallery/")
    posts = []
    page.on("request", lambda request: request.method == "POST" and posts.append(request.url))
    page.get_by_role("button", name="Supprimer, avec confirmation").click()
    assert page.locator("#confirm-text").inner_text() == "Supprimer ce message ? Il en restera une trace."
    page.keyboard.press("Escape")
    assert posts == []
    page.get_by_role("button", name="Supprimer, avec confirmation").click()
    page.locator("#confirm-yes").click()
    page.locator("#notices .notice").wait_for()
    assert len(posts) == 1


def test_escape_closes_a_menu_and_gives_the_focus_back(visit):
    page = visit("/ui/gallery/")
    summary = page.locator(".line-acts details.menu > summary")
    summary.click()
    page.locator(".line-acts details.menu button").first.focus()
    page.keyboard.press("Escape")
    assert page.locator(".line-acts details.menu").get_attribute("open") is None
    assert summary.evaluate("element => element === document.activeElement")


def test_errors_take_the_focus(visit):
    page = visit("/ui/gallery/?wrong")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    page.locator("[role=alert] a").first.click()
    assert page.evaluate("document.activeElement.id") == "id_name"


def test_a_form_is_sent_once_however_often_it_is_pressed(visit):
    page = visit("/ui/gallery/")
    page.evaluate("""() => {
        window.sent = 0;
        document.addEventListener("submit", (event) => { window.sent += 1; event.preventDefault(); });
    }""")
    button = page.locator("form.box button.primary")
    button.evaluate("button => { button.click(); button.click(); button.click(); }")
    assert page.evaluate("window.sent") == 1
