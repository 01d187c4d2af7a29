"""The demo's French keeps its typography, and what is written comes out as it was written."""

import json
import re

import pytest

from tisserand.conversations import rendering
from tisserand.demo import acts, cast
from tisserand.demo.company import COMMUNITIES
from tisserand.demo.script import CONTENT, KINDS, Done, scripts

EVERY = [(slug, script) for slug in COMMUNITIES for script in scripts(slug)]
FILES = [path for path in sorted(CONTENT.rglob("*.*")) if path.suffix in (".md", ".json")]
FAULTS = {
    "straight apostrophe": r"'",
    "straight quote": r'"',
    "space that may break a line": r" [?!;:»%€]|« |\d h\b",
    "no space before": r"[^\s\u202f\u00a0?!)(*’…][?!;]|[\wé]»|«\w",
    "two spaces": r"[^\n]  +\S",
    "three dots": r"\.\.\.",
}


def texts(path):
    text = path.read_text(encoding="utf-8")
    return "\n".join(re.findall(r'"((?:[^"\\]|\\.)*)"', text)) if path.suffix == ".json" else text


def french(path):
    """Lines in another language keep their own typography, and so does code."""
    english = re.compile(r"\b(the|you|I am|Hello|your|what|we)\b")
    return "\n".join(
        line
        for line in re.sub(r"```.*?```", "", texts(path), flags=re.S).splitlines()
        if not english.search(line) and "http" not in line
    )


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_french_typography(path, fault):
    found = [line for line in french(path).splitlines() if re.search(FAULTS[fault], line)]
    assert found == []


def test_each_thread_is_whole():
    assert len(EVERY) >= 70
    for slug, script in EVERY:
        known = {place.name for place in cast.places(slug)}
        assert script.kind in KINDS, script.title
        assert all(said.text and said.who in known for said in script.posts), script.title
        for done in script.happens:
            if isinstance(done, Done):
                assert 0 <= done.number <= len(script.posts), script.title
                assert not done.who or done.who in known, script.title


def test_no_two_people_say_the_same():
    said = [post.text for _, script in EVERY for post in script.posts if len(post.text) > 20]
    assert len(said) == len(set(said))
    assert len({script.title for _, script in EVERY}) == len(EVERY)


def test_there_is_something_of_everything():
    done = {one.act for _, script in EVERY for one in script.happens if isinstance(one, Done)}
    assert done == {
        "accepted",
        "unsolved",
        "edited",
        "deleted",
        "reported",
        "thanked",
        "useful",
        "followed",
        "relaunched",
        "seen",
    }
    assert {script.kind for _, script in EVERY} == set(KINDS)
    assert any(said.quotes for _, script in EVERY for said in script.posts)
    assert any("@Bao Nguyen" in said.text for _, script in EVERY for said in script.posts)


def test_words_survive_rendering():
    """A line that begins with a sign is not taken for a list, nor an asterisk for emphasis gone astray."""
    for _, script in EVERY:
        for said in script.posts:
            body = rendering.render(said.text, "text")
            assert "*" not in body.text.replace("* ", ""), said.text
            assert body.text.count("\u202f") == said.text.count("\u202f")


def test_acts_name_members():
    for slug in COMMUNITIES:
        known = {place.name: place.role for place in cast.places(slug)}
        for act in acts.read(slug):
            assert known[act.by] == "lcm"
            assert act.whom in known
            assert "\n".join(act.lines).strip()


def test_people_have_addresses_of_their_own():
    names = {place.name for slug in COMMUNITIES for place in cast.places(slug)}
    addresses = [cast.address(name) for name in names]
    assert len(set(addresses)) == len(names)
    assert all(re.fullmatch(r"[a-z-]+\.[a-z-]+@sorvane\.example", address) for address in addresses)


def test_content_files_stay_short():
    assert all(len(path.read_text(encoding="utf-8").splitlines()) <= 300 for path in FILES)
    assert json.loads((CONTENT / "programmes.json").read_text(encoding="utf-8")).keys() == COMMUNITIES.keys()
