"""Words to compose an installation from: those of the demo, written by hand, and some with more form.

A piece ends with a paragraph, so that rendering two pieces one after the other is rendering the two together.
"""

import re
from pathlib import Path

from tisserand.conversations.rendering import Body, render
from tisserand.demo.script import CONTENT, scripts

COMMUNITIES = ("distance", "metier", "tutorat")
ENGLISH = {"the", "and", "of", "to", "is", "with", "for", "that", "this", "you", "it"}


def pieces() -> dict[str, list[Body]]:
    """By language, each piece as it is stored."""
    sections = _sections()
    found = {
        lang: [render(text, "text") for text in sections[lang].split("\n---\n")] for lang in ("fr", "en")
    }
    for post in (one for name in COMMUNITIES for script in scripts(name) for one in script.posts):
        body = render(post.text, "text")
        if body.html.endswith("</p>") and "@" not in body.text:
            found[_language(body.text)].append(body)
    return found


def titles() -> list[str]:
    return _sections()["titles"].splitlines() + [one.title for name in COMMUNITIES for one in scripts(name)]


def names() -> list[tuple[str, str]]:
    """(given or family, word), each once."""
    people = (CONTENT / "people").glob("*.txt")
    lines = re.findall(r"^(\w[\w-]*) ([\w’' -]+);", "\n".join(path.read_text() for path in people), re.M)
    return sorted(
        {(kind, word) for line in lines for kind, word in zip(("given", "family"), line, strict=True)}
    )


def _sections() -> dict[str, str]:
    parts = re.split(r"^# (\w+)\n", (Path(__file__).parent / "pieces.md").read_text(), flags=re.M)
    return {name: text.strip() for name, text in zip(parts[1::2], parts[2::2], strict=True)}


def _language(text: str) -> str:
    words = text.lower().split()
    return "en" if sum(word in ENGLISH for word in words) > len(words) / 8 else "fr"
