"""Every sentence of the screens exists in French."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.apps import apps

OURS = [Path(config.path) for config in apps.get_app_configs() if config.name.startswith("tisserand.")]
CATALOGUES = [path for app in OURS if (path := app / "locale" / "fr" / "LC_MESSAGES" / "django.po").exists()]
GAPS = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def read(path):
    with path.open("rb") as source:
        return read_po(source)


def messages(path):
    return {(message.context, message.id): message for message in read(path) if message.id}


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
def test_french_is_set_as_french(path):
    """Curly apostrophes; never an ordinary space before a high sign or inside guillemets."""
    wrong = []
    for message in messages(path).values():
        for said in forms(message):
            if re.search(r"\w'\w|« |\S »| [;:!?](\s|$)", re.sub(r"<[^>]*>|https?:\S+", "", said)):
                wrong.append(said)
    assert wrong == []


def test_the_same_words_are_said_alike_everywhere():
    """Catalogues are merged at run time: of two translations, one app would say the other's."""
    said: dict = {}
    for path in CATALOGUES:
        for key, message in messages(path).items():
            first = key if isinstance(key[1], str) else (key[0], key[1][0])
            said.setdefault(first, set()).add(message.string)
    assert {key: strings for key, strings in said.items() if len(strings) > 1} == {}


@pytest.mark.skipif(not shutil.which("xgettext"), reason="xgettext is not on this machine")
@pytest.mark.parametrize("app", OURS, ids=lambda app: app.name)
def test_every_sentence_in_the_code_is_in_the_catalogue(app, tmp_path):
    copy = tmp_path / app.name
    shutil.copytree(
        app, copy, ignore=shutil.ignore_patterns("tests", "static", "__pycache__", "*.mo", "content")
    )
    (copy / "locale").mkdir(exist_ok=True)
    kept = app / "locale" / "fr" / "LC_MESSAGES" / "django.po"
    known = messages(kept) if kept.exists() else {}
    command = [
        Path(sys.executable).parent / "django-admin",
        "makemessages",
        "-l",
        "fr",
        "--no-obsolete",
        "-v",
        "0",
    ]
    env = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    made_of = subprocess.run(command, cwd=copy, env=env, capture_output=True, text=True)
    assert made_of.returncode == 0, made_of.stderr
    made = copy / "locale" / "fr" / "LC_MESSAGES" / "django.po"
    wanted = messages(made) if made.exists() else {}
    assert sorted(str(key) for key in wanted.keys() - known.keys()) == []
