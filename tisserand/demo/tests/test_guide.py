"""The guide says what the screens say: every label in bold is a text of the product, in its language."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[3]
GUIDE = ROOT / "docs" / "guide"
PAGES = sorted(GUIDE.glob("*/*.md"))


def catalogue(language):
    """A pattern of every text of the screens; what is filled in when the page is made stands for anything."""
    texts = set()
    for po in (ROOT / "tisserand").rglob("locale/fr/LC_MESSAGES/django.po"):
        with po.open("rb") as source:
            for message in read_po(source):
                said = message.id if language == "en" else message.string
                texts |= set(said if isinstance(said, tuple | list) else [said])
    kept = (" ".join(text.split()) for text in texts if len(re.sub(r"%\(\w+\)[sd]|\W", "", text)) > 2)
    return [re.compile(re.sub(r"%\\?\(\w+\\?\)[sd]", ".+", re.escape(text))) for text in kept]


@pytest.fixture(scope="module")
def screens():
    return {language: catalogue(language) for language in ("en", "fr")}


def on_screen(label, patterns):
    label = " ".join(label.removesuffix(".").split())
    return any(pattern.fullmatch(label) for pattern in patterns)


@pytest.mark.parametrize("leaf", PAGES, ids=lambda leaf: f"{leaf.parent.name}/{leaf.stem}")
def test_labels_are_those_of_the_screens(leaf, screens):
    labels = re.findall(r"\*\*(.+?)\*\*", leaf.read_text(encoding="utf-8"))
    missing = [label for label in labels if not on_screen(label, screens[leaf.parent.name])]
    assert missing == []


@pytest.mark.parametrize("leaf", PAGES, ids=lambda leaf: f"{leaf.parent.name}/{leaf.stem}")
def test_pages_are_short_and_lead_somewhere(leaf):
    text = leaf.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 60
    for target in re.findall(r"\]\(([^)]+)\)", text):
        assert (leaf.parent / target).exists(), target


def test_both_languages_say_as_much():
    lengths = {
        language: [
            leaf.read_text(encoding="utf-8").count("\n## ")
            for leaf in sorted((GUIDE / language).glob("*.md"))
        ]
        for language in ("fr", "en")
    }
    assert sorted(lengths["fr"]) == sorted(lengths["en"])


@pytest.mark.parametrize("leaf", sorted(GUIDE.glob("fr/*.md")), ids=lambda leaf: leaf.stem)
def test_french_typography(leaf):
    lines = re.sub(r"```.*?```|`[^`]*`", "", leaf.read_text(encoding="utf-8"), flags=re.S).splitlines()
    assert [line for line in lines if re.search(r"'| [?!;:»%](?!\()|« ", line)] == []
