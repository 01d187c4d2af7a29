"""Threads put in order in a real browser, with and without scripts, on a narrow screen too."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tisserand.conversations import ordering, topics

from .test_in_a_browser import visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["visit"]


def faults(page):
    return [fault["id"] for fault in Axe().run(page).response["violations"]]


@pytest.fixture
def same(ask, cast, answer):
    thread = ask(title="The same question", by=cast.bao, source="Who knows?")
    answer(thread, "Second there", by=cast.chloe)
    return thread


@pytest.mark.parametrize("scripts", [True, False])
def test_joined_and_undone(visit, cast, question, answer, same, scripts):
    answer(question)
    page = visit(cast.ada, f"{same.pk}/", java_script_enabled=scripts)
    page.locator("details.menu > summary", has_text="Put in order").click()
    page.get_by_role("link", name="Join to another conversation").click()
    page.get_by_role("link", name="How to begin?").click()
    page.get_by_role("button", name="Join them").click()
    page.get_by_text("which has been joined to this conversation").wait_for()
    assert page.locator("#post-4").get_by_text("Second there").is_visible()
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("all is as it was before").wait_for()
    assert page.locator("h1").inner_text() == "The same question"


def test_an_old_link_leads_to_the_very_message(visit, cast, question, answer, same, now):
    answer(question)
    ordering.merge(same, into=question, by=cast.ada, now=now)
    page = visit(cast.chloe, f"{same.pk}/#post-2")
    assert page.url.endswith("#post-2")
    assert page.locator(":target").get_by_text("Second there").is_visible()


def test_the_pages_are_whole_on_a_narrow_screen(visit, cast, question, answer, same, community, now):
    answer(question)
    topics.add(community, "Beginnings", by=cast.ada, now=now)
    ordering.close(same, reason="See the guide.", by=cast.ada, now=now)
    ordering.pin(question, by=cast.ada, now=now)
    for path in [
        "recent/",
        "topics/",
        f"{same.pk}/",
        *(f"{question.pk}/{act}/" for act in ("topic", "move", "split", "close", "order")),
        f"{question.pk}/merge/?into={same.pk}",
    ]:
        page = visit(cast.ada, path, width=320)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        assert faults(page) == [], path
