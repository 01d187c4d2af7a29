"""Every sentence of the screens exists in French."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po
from django.apps import apps

OURS = [Path(config.path) for config in apps.get_app_configs() if config.name.startswith("tisserand.")]
CATALOGUES = [path for app in OURS if (path := app / "locale" / "fr" / "LC_MESSAGES" / "django.po").exists()]
METHODS = {".py": "python", ".html": "jinja2.ext:babel_extract", ".txt": "jinja2.ext:babel_extract"}
KEYWORDS = DEFAULT_KEYWORDS | {f"{name}_lazy": spec for name, spec in DEFAULT_KEYWORDS.items()} | {"_t": None}
PEOPLE = "names?|first_name|lcm|learner|author|sender|asker|person|who|writer|email"
GAPS = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def read(path):
    with path.open("rb") as source:
        return read_po(source)


def messages(path):
    return {(message.context, message.id): message for message in read(path) if message.id}


def first_form(said):
    """Of a sentence that counts, its singular: what the catalogue files it under."""
    return said if isinstance(said, str) else said[0]


def forms(message):
    return message.string if isinstance(message.string, tuple) else (message.string,)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parents[3].name)
def test_nothing_is_left_untranslated_or_uncertain(path):
    assert [
        message.id for message in messages(path).values() if message.fuzzy or not all(forms(message))
    ] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parents[3].name)
def test_a_translation_fills_the_same_gaps(path):
    wrong = []
    for message in messages(path).values():
        asked = set(GAPS.findall(message.id[-1] if isinstance(message.id, tuple) else message.id))
        if asked != set(GAPS.findall(forms(message)[-1])):
            wrong.append(message.id)
    assert wrong == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parents[3].name)
def test_french_elides_before_no_name(path):
    """« de Amina », « que Hugo »: a name that comes later cannot be elided before, so words that elide never
    stand there."""
    elides = re.compile(rf"\b(?:de|que|jusque|lorsque|puisque|quoique) %\((?:{PEOPLE})\)s")
    assert [
        said for message in messages(path).values() for said in forms(message) if elides.search(said)
    ] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parents[3].name)
def test_french_is_set_as_french(path):
    """Curly apostrophes; never an ordinary space before a high sign or inside guillemets, and the narrow one
    everywhere but before a colon."""
    wrong = []
    for message in messages(path).values():
        for said in forms(message):
            if re.search(
                r"\w'\w|« |\S »| [;:!?](\s|$)|«\xa0|\xa0[»;!?]|\u202f:",
                re.sub(r"<[^>]*>|https?:\S+", "", said),
            ):
                wrong.append(said)
    assert wrong == []


def test_the_same_words_are_said_alike_everywhere():
    """Catalogues are merged at run time: of two translations, one app would say the other's."""
    said: dict = {}
    for path in CATALOGUES:
        for key, message in messages(path).items():
            said.setdefault((key[0], first_form(key[1])), set()).add(message.string)
    assert {key: strings for key, strings in said.items() if len(strings) > 1} == {}


def sentences(app):
    """What the code and the templates of an app say, by context and English words."""
    for path in sorted(app.rglob("*")):
        kind = METHODS.get(path.suffix)
        inside = path.relative_to(app).parts
        if kind is None or {"tests", "static", "content"} & set(inside):
            continue
        with path.open("rb") as source:
            for _, message, _, context in extract(kind, source, KEYWORDS, options={"trimmed": "false"}):
                yield context, first_form(message)


@pytest.mark.parametrize("app", OURS, ids=lambda app: app.name)
def test_every_sentence_in_the_code_is_in_the_catalogue(app):
    kept = app / "locale" / "fr" / "LC_MESSAGES" / "django.po"
    known = {(context, first_form(said)) for context, said in messages(kept)} if kept.exists() else set()
    assert sorted({str(key) for key in sentences(app) if key not in known}) == []
