"""A small world in which every address of the site leads somewhere, and the people who try each of them."""

import re
from dataclasses import dataclass

from tests.privacy import lives
from tisserand.communities import charter
from tisserand.communities.models import Community
from tisserand.people.models import Person

from . import animation, gathered, own, talk, work

# Who tries. The training director has no role yet: somebody of the house, signed in, member of nothing here.
WHO = (
    "anonymous",
    "stranger",
    "learner",
    "expert",
    "LCM",
    "LCM elsewhere",
    "training director",
    "administrator",
)
ARGUMENT = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Way:
    """One address, about one thing: where it leads."""

    address: str
    about: str
    path: str


@dataclass
class World:
    people: dict[str, Person | None]
    things: dict[str, dict[str, str]]  # beginnings of addresses → what it is about → where that is

    def ways(self, address: str) -> list[Way]:
        """Every way to write this address; LookupError when the world has nothing for it."""
        shape = re.sub(r"<\w+:(\w+)>", r"<\1>", address)
        fitting = [beginning for beginning in self.things if shape.startswith(beginning)]
        found = self.things[max(fitting, key=len)] if fitting else {"": ""}
        rest = shape[len(max(fitting, key=len, default="")) :]
        ways = [
            Way(address, about, ("/" + path + rest).replace("<community>", "distance"))
            for about, path in found.items()
        ]
        if any(ARGUMENT.search(way.path) for way in ways):
            raise LookupError(f"tests/doors/world.py has nothing for {address}")
        return ways


def build(community, cast, make_person, join, make_cohort, now) -> World:
    """Chloé learns, and has things of her own; Zélie is the other member, who left a trace everywhere."""
    elsewhere = Community.objects.create(
        organisation=community.organisation, name="Weavers", slug="elsewhere"
    )
    odette = make_person("Odette")
    elsewhere.admit(odette, "lcm", by=None, now=now)
    elsewhere.admit(make_person("Marc"), "lcm", by=None, now=now)
    join(make_person("Léa"), "lcm")  # nobody here runs a community alone
    life = lives.everything(community, cast.bao, cast.ada, now)
    cast.places["chloe"].refresh_from_db()
    people = {
        "anonymous": None,
        "stranger": cast.dov,
        "learner": cast.chloe,
        "expert": cast.bao,
        "LCM": cast.ada,
        "LCM elsewhere": odette,
        "training director": make_person("Diane"),
        "administrator": make_person("Sylvain", is_administrator=True),
    }
    assert tuple(people) == WHO
    things: dict[str, dict[str, str]] = {}
    parts = (
        own.site,
        talk.conversations,
        talk.debates,
        talk.chat,
        talk.resources,
        talk.in_private,
        gathered.sessions,
        gathered.calendar,
        work.programmes,
        work.the_day,
        animation.plans,
    )
    for part in (*parts, work.members, work.loads, own.by_link, own.own):
        things |= part(
            community, cast, life, now, make_cohort=make_cohort, make_person=make_person, join=join
        )
    _agree(community, cast.ada, now)
    return World(people, things)


def _agree(community, lcm, now):
    """There is a charter, to which all have agreed."""
    written = charter.write(community, "We answer.", by=lcm, again=True, now=now)
    for member in community.memberships.present():
        written.accept(member, now=now)
