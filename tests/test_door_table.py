"""Every address of the site × everybody: what they get, written in docs/doors.md and held to it.

make doors        writes the page again; read what changed in it before you keep it
"""

import os
import re
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from tests import door_world
from tests.door_world import WHO, Way
from tests.test_doors import addresses, door
from tisserand.communities.rights import RIGHTS
from tisserand.people import limits

PAGE = Path(__file__).resolve().parent.parent / "docs" / "doors.md"
PARTS = ["The site", "Conversations", "The rest of a community"]
ROLES = {"learner": "learner", "expert": "expert", "LCM": "lcm"}
IN, NO_SUCH_WAY = "sign in", 405
DOORS = dict(addresses())


@pytest.fixture
def world(community, cast, make_person, join, make_cohort, now, settings):
    """A site being set up: mail stays in its box, for administrators. Visitors come from far away."""
    settings.EMAIL_BACKEND = "tisserand.mail.mailbox.Mailbox"
    plain = {"ui/fault.html": "{{ title }}"}  # a refusal is asked for a thousand times: its words will do
    options = settings.TEMPLATES[0]["OPTIONS"]
    loaders = [("django.template.loaders.locmem.Loader", plain), *options["loaders"]]
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"OPTIONS": options | {"loaders": loaders}}]
    with time_machine.travel(now, tick=False):
        yield door_world.build(community, cast, make_person, join, make_cohort, now)


class Visitor(Client):
    """A browser that only looks at what it gets: a status, or being led to sign in. It learns nothing."""

    def __init__(self, person):
        super().__init__(headers={"Accept-Language": "en"}, REMOTE_ADDR="203.0.113.7")
        if person:
            self.force_login(person)

    def request(self, **request):
        return self.handler(self._base_environ(**request))

    def gets(self, method: str, path: str) -> int | str:
        """Nothing of it lasts. What the query says is posted too."""
        limits.forget()
        with transaction.atomic():
            data = dict(parse_qsl(urlsplit(path).query)) if method == "post" else None
            response = getattr(self, method)(path, data)
            if response.streaming:
                response.getvalue()
            transaction.set_rollback(True)
        led = response.status_code == 302 and response.url.startswith("/sign-in/?next=")
        return IN if led else response.status_code


def part_of(address: str) -> str:
    if not address.startswith("c/"):
        return "The site"
    inside = address.removeprefix("c/<slug:community>/")
    return "Conversations" if inside.startswith("conversations/") else "The rest of a community"


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
