"""The answers of a ranked poll are dragged into order; the numbers beside them do the same without."""

import pytest

from .test_debates import POLL, opened

pytestmark = pytest.mark.browser


@pytest.fixture
def poll(enter):
    page = opened(enter("bao"), POLL)
    page.locator(".grip").first.wait_for()
    return page


def labels(page):
    return [text.strip() for text in page.locator(".rank label").all_inner_texts()]


def numbers(page):
    return page.locator(".rank select").evaluate_all("all => all.map(one => one.value)")


def drag(page, label, onto, *, by_touch=False, drop=True):
    """Take an answer by its handle and let it go above another one."""
    grip = page.locator(".rank", has_text=label).locator(".grip")
    grip.scroll_into_view_if_needed()
    start, goal = grip.bounding_box(), page.locator(".rank", has_text=onto).bounding_box()
    page.mouse.move(start["x"] + 10, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(start["x"] + 10, goal["y"] + 30, steps=4)
    page.mouse.move(start["x"] + 10, goal["y"] + 2, steps=4)
    if drop:
        page.mouse.up()


def test_what_is_dragged_has_its_number_and_it_is_said(poll, axe):
    for select in poll.locator(".rank select").all():  # the demo has answered for him
        select.select_option("")
    first, second, third = labels(poll)[:3]
    drag(poll, third, first)
    assert labels(poll)[0] == third
    assert numbers(poll)[:2] == ["1", ""]
    assert (
        poll.locator(".ranks [role=status]").inner_text()
        == f"«\u202f{third}\u202f» est maintenant à la place 1."
    )
    drag(poll, second, third)
    assert labels(poll)[:2] == [second, third]
    assert numbers(poll)[:3] == ["1", "2", ""]
    assert axe(poll) == []
    poll.locator(".poll form .form-acts button").click()
    poll.get_by_text("Votre réponse est notée.").wait_for()
    poll.locator(".grip").first.wait_for()
    assert (labels(poll)[:2], numbers(poll)[:2]) == ([second, third], ["1", "2"])


def test_escape_and_a_mere_press_change_nothing(poll):
    before = labels(poll), numbers(poll)
    poll.locator(".grip").nth(1).click()
    assert (labels(poll), numbers(poll)) == before
    drag(poll, before[0][2], before[0][0], drop=False)
    assert labels(poll) != before[0]
    poll.keyboard.press("Escape")
    poll.mouse.up()
    assert (labels(poll), numbers(poll)) == before


def test_the_numbers_do_it_without_dragging_and_nothing_jumps(poll):
    order = labels(poll)
    select = poll.get_by_label(order[2])
    select.focus()
    select.select_option("1")
    assert labels(poll) == order
    assert select.evaluate("one => one === document.activeElement")
    assert poll.locator(".grip").first.get_attribute("aria-hidden") == "true"


def test_without_script_there_is_no_handle(enter):
    page = opened(enter("claire", javascript=False), POLL)
    assert page.locator(".grip").count() == 0
    assert page.locator("[data-drag]").is_hidden()
