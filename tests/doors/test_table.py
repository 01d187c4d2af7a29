"""Every address of the site × everybody: what they get, written in docs/doors.md and held to it.

make doors        writes the page again; read what changed in it before you keep it
"""

import os
import re
from pathlib import Path

import pytest

from tests.test_doors import addresses, door
from tisserand.communities.rights import RIGHTS

from .visitor import IN, Visitor
from .world import WHO, Way

PAGE = Path(__file__).resolve().parents[2] / "docs" / "doors.md"
PARTS = ["The site", "Conversations", "Live chat", "Private messages", "The rest of a community"]
ROLES = {"learner": "learner", "expert": "expert", "LCM": "lcm"}
NO_SUCH_WAY = 405
DOORS = dict(addresses())


def part_of(address: str) -> str:
    if not address.startswith("c/"):
        return "The site"
    inside = address.removeprefix("c/<slug:community>/")
    parts = {"conversations/": "Conversations", "chat/": "Live chat", "messages/": "Private messages"}
    fitting = [part for beginning, part in parts.items() if inside.startswith(beginning)]
    return fitting[0] if fitting else "The rest of a community"


def tried(world, part: str) -> list[tuple[Way, str, dict]]:
    """Each way of this part × GET and POST, without those that the address never takes."""
    visitors, found = {who: Visitor(person) for who, person in world.people.items()}, []
    for way in (way for address in DOORS if part_of(address) == part for way in world.ways(address)):
        answers = {
            method: {who: visitor.gets(method, way.path) for who, visitor in visitors.items()}
            for method in ("get", "post")
        }
        if answers["get"] == answers["post"]:
            answers = {"get, post": answers["get"]}
        for method, got in answers.items():
            if set(got.values()) - {IN} != {NO_SUCH_WAY}:
                found.append((way, method, got))
    return found


def table(found) -> str:
    lines = ["| address | about | door | | " + " | ".join(WHO) + " |", "|---" * (len(WHO) + 4) + "|"]
    for way, method, got in sorted(found, key=lambda row: (row[0].address, row[1])):
        cells = [f"`/{way.address}`", way.about, door(DOORS[way.address]), method.upper()]
        lines.append("| " + " | ".join([*cells, *(str(got[who]) for who in WHO)]) + " |")
    return "\n".join(lines) + "\n"


def written(part: str, text: str) -> str:
    """The page, where this part says `text`."""
    before, _, rest = PAGE.read_text().partition(f"## {part}\n\n")
    others = re.search(r"^## ", rest, re.M)
    return f"{before}## {part}\n\n{text}\n{rest[others.start() :] if others else ''}".rstrip() + "\n"


def shut(way: Way) -> dict[str, int | str]:
    """Whom the door keeps out, and with what; whoever is not named may come in."""
    name, anonymous = door(DOORS[way.address]), {"anonymous": IN}
    if name in RIGHTS:
        without_it = {who: 403 for who, role in ROLES.items() if role not in RIGHTS[name]}
        return anonymous | {who: 404 for who in WHO[1:] if who not in ROLES} | without_it
    if name == "signed in":
        return anonymous
    if name in ("administrator", "mailbox reader"):
        return anonymous | {who: 403 for who in WHO[1:-1]}
    return {who: 404 for who in WHO} if name == "monitor" else {}


def breaches(way: Way, got: dict) -> list[str]:
    """What is not as the door, the roles and common sense would have it."""
    kept_out = shut(way)
    found = [
        f"{who} gets {got[who]} instead of {what}"
        for who, what in kept_out.items()
        if got[who] not in (what, NO_SUCH_WAY)
    ]
    found += [f"{who} is kept out" for who in WHO if got[who] == IN and who not in kept_out]
    found += [f"{who} breaks it" for who in WHO if isinstance(got[who], int) and got[who] >= 500]
    if got["training director"] != got["stranger"]:
        found.append("the training director is not a stranger")
    return found


@pytest.mark.parametrize("part", PARTS)
def test_the_page_of_doors_tells_what_happens(world, part):
    found = tried(world, part)
    now_written = written(part, table(found))
    if "TISSERAND_WRITE_DOORS" in os.environ:
        PAGE.write_text(now_written)
    wrong = [
        f"{method} {way.path} ({way.about}): {why}"
        for way, method, got in found
        for why in breaches(way, got)
    ]
    assert wrong == []
    assert PAGE.read_text() == now_written, "docs/doors.md is not what happens any more: see `make doors`"


def test_each_address_stands_on_the_page():
    told = set(re.findall(r"^\| `/([^`]*)`", PAGE.read_text(), re.M))
    assert told == set(DOORS)


@pytest.mark.parametrize("method", ["get", "post"])
def test_nothing_of_a_community_is_reached_through_another(world, method):
    """Odette, who leads elsewhere, names there what is here."""
    odette = Visitor(world.people["LCM elsewhere"])
    ways = [way for address in DOORS if "<int:pk>" in address for way in world.ways(address)]
    there = [way.path.replace("/c/distance/", "/c/elsewhere/") for way in ways if way.path.startswith("/c/")]
    assert len(there) > 40
    assert {path: got for path in there if (got := odette.gets(method, path)) not in (404, 405)} == {}
