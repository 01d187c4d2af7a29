"""Conversations in a real browser: the editor, names, quotations, narrow screens, keyboard, no script."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def visit(chromium, live_server, reader):
    """`visit(person, "new/", width=…)` opens a page of the conversations, signed in."""
    contexts = []

    def open_page(person, path, *, width=1280, **options):
        session = reader(person).cookies["sessionid"].value
        context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.goto(f"{live_server.url}/c/distance/conversations/{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()


def test_a_reply_with_a_name_and_a_quotation_keeps_what_was_typed(visit, cast, question, answer, now):
    answer(question, now=now - timedelta(hours=1))
    page = visit(cast.chloe, f"{question.pk}/")
    page.locator("#reply").scroll_into_view_if_needed()
    editor = page.locator("trix-editor")
    editor.click()
    page.keyboard.type("Thanks @Ba", delay=30)
    page.get_by_role("option", name="Bao Tran").wait_for()
    page.keyboard.press("Enter")
    page.locator("#post-2").get_by_role("link", name="Quote").click()
    page.locator("#quoted blockquote").wait_for()
    assert editor.inner_text().strip() == "Thanks @Bao Tran"
    page.get_by_role("button", name="Stop following").click()
    page.get_by_role("button", name="Follow this conversation").wait_for()
    page.get_by_role("button", name="Send").click()
    page.locator("#post-3").wait_for()
    post = question.posts.get(number=3)
    assert (post.format, post.text, post.quotes.number) == ("html", "Thanks @Bao Tran", 2)
    assert [mention.person for mention in post.mentions.all()] == [cast.bao]


@pytest.mark.parametrize("script", [True, False])
def test_what_was_written_without_a_script_is_edited_with_and_without(visit, cast, question, script):
    post = question.posts.get()
    page = visit(cast.chloe, f"posts/{post.pk}/edit/", java_script_enabled=script)
    if script:
        page.locator("trix-editor").click()
        page.keyboard.press("Control+End")
        page.keyboard.type(" Still.")
    else:
        page.get_by_label("Your message").fill("I do not dare. Still.")
    page.get_by_role("button", name="Save").click()
    page.locator("#post-1").wait_for()
    post.refresh_from_db()
    assert post.text == "I do not dare. Still."


def test_ask_answer_and_accept_by_keyboard_without_a_script(visit, cast, question, answer):
    answer(question)
    page = visit(cast.chloe, f"{question.pk}/", java_script_enabled=False)
    page.get_by_role("button", name="This answers my question").focus()
    page.keyboard.press("Enter")
    page.get_by_text("The answer that helped you").wait_for()
    assert question.__class__.objects.get().solved


@pytest.mark.parametrize(
    "path", ["", "new/", "{thread}/", "reports/", "posts/{post}/edit/", "posts/{post}/delete/"]
)
def test_axe_finds_nothing_and_nothing_is_wider_than_a_small_phone(visit, cast, ask, answer, now, path):
    thread = ask(by=cast.ada, title="Anticonstitutionnellement" * 6, source="x" * 300 + "\n\n> said")
    thread.accept(answer(thread), by=cast.ada, now=now)
    url = path.format(thread=thread.pk, post=thread.posts.get(number=1).pk)
    for width, scheme in [(1280, "light"), (320, "dark")]:
        page = visit(cast.ada, url, width=width, color_scheme=scheme, bypass_csp=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(page).response["violations"]
        assert [(fault["id"], [node["target"] for node in fault["nodes"]]) for fault in found] == []
