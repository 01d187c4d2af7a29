"""What is written to be read leads somewhere; each page of the guide is in its list, in both languages."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
GUIDE = ROOT / "docs" / "guide"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
CODE = re.compile(r"```.*?```|`[^`]*`", re.S)


def links(page):
    """The files of ours that a page leads to."""
    found = re.findall(r"\]\(([^)\s]+)\)", CODE.sub("", page.read_text()))
    ours = [link.partition("#")[0] for link in found if not re.match(r"\w+:", link)]
    return [(page.parent / link).resolve() for link in ours if link]


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_every_link_leads_to_something(page):
    assert [str(there.relative_to(ROOT)) for there in links(page) if not there.exists()] == []


@pytest.mark.parametrize(("language", "readme"), [("en", "README.md"), ("fr", "README.fr.md")])
def test_each_page_of_the_guide_stands_once_in_its_list(language, readme):
    listed = GUIDE / language / "README.md"
    assert listed in links(ROOT / readme)
    there = [page for page in links(listed) if page.parent == listed.parent]
    assert sorted(there) == sorted(set((GUIDE / language).glob("*.md")) - {listed})


def test_the_guide_says_as_much_in_both_languages():
    """A page more in one of them is a page that the other lacks, at the same place of the list."""
    first, second = ([page.stem for page in links(GUIDE / one / "README.md")] for one in ("en", "fr"))
    assert len(first) == len(second)
