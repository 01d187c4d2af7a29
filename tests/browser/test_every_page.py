"""Walk as far as links lead, one example of each page: nothing for axe, nothing wider than a phone."""

from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve

pytestmark = pytest.mark.browser

# Files and frames are not pages of ours.
NOT_PAGES = {
    "attachment",
    "letter-body",
    "letter-source",
    "enter-demo",
    "health",
    "metrics",
    "session-calendar",
    "outreach-export",
    "plan-file",
}
WALKS = [
    ("claire", "/c/distance/my-day/", 40),
    ("amina", "/c/distance/", 12),
    ("sylvain", "/site/people/?name=am", 15),
]


def walk(page, start):
    """Go to each page that can be reached by links, one example of each name; yields the name once there."""
    known, waiting = set(), [start]
    while waiting:
        path = waiting.pop(0)
        name = name_of(path)
        if name is None or name in known:
            continue
        known.add(name)
        page.goto(path)
        yield name
        hrefs = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
        here = urlsplit(page.url).netloc
        for parts in map(urlsplit, hrefs):
            if parts.netloc == here:
                waiting.append(parts.path + (f"?{parts.query}" if parts.query else ""))


def name_of(path: str) -> str | None:
    try:
        name = resolve(urlsplit(path).path).url_name
    except Resolver404:
        return None
    return None if name in NOT_PAGES else name


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("who", "start", "at_least"), WALKS)
def test_axe_finds_nothing_on_any_page(enter, axe, who, start, at_least, dark):
    page, found, seen = enter(who, dark=dark), {}, 0
    for name in walk(page, start):
        seen += 1
        if faults := axe(page):
            found[name] = faults
    assert found == {}
    assert seen >= at_least


@pytest.mark.parametrize(("who", "start", "at_least"), WALKS)
def test_no_page_is_wider_than_a_narrow_phone(enter, who, start, at_least):
    page, wide, seen = enter(who, width=320), {}, 0
    for name in walk(page, start):
        seen += 1
        if (width := page.evaluate("document.documentElement.scrollWidth")) > 320:
            wide[name] = width
    assert wide == {}
    assert seen >= at_least
