"""Reads the people of `content/people/<community>.txt`: who, where, and how they live there."""

import random
from dataclasses import dataclass, field
from datetime import datetime

from tisserand.communities.names import fold
from tisserand.people.models import Person

from .script import CONTENT

SEED = 1801  # the year of the punched cards
DOMAIN = "sorvane.example"
# Numbers that the French regulator keeps for fiction, one range for each region. Its mobile range is left
# out: the library that checks numbers knows that nobody answers there, and forms would refuse them.
PHONES = ("+3319900", "+3326191", "+3335301", "+3346571", "+3353649")


@dataclass(frozen=True)
class Place:
    """Somebody in a community: role, cohort ("" when in none), rhythm and flags (see the files)."""

    name: str
    role: str
    cohort: str
    rhythm: str
    flags: frozenset[str] = field(default_factory=frozenset)

    @property
    def most_steps(self) -> int:
        """How many steps this person has done at most."""
        return next((int(flag[5:]) for flag in self.flags if flag.startswith("done-")), 99)

    @property
    def away(self) -> int:
        """Days of the silence that the rhythm names; 0 when it names none."""
        return int(self.rhythm.split("-")[1]) if "-" in self.rhythm else 0

    def dice(self, community: str) -> random.Random:
        """Chance that falls the same way each time."""
        return random.Random(f"{SEED} {community} {self.name}")  # noqa: S311


def places(community: str) -> list[Place]:
    found, role, cohort = [], "", ""
    for line in (CONTENT / "people" / f"{community}.txt").read_text(encoding="utf-8").splitlines():
        line = line.strip()
        if line.startswith("["):
            role, _, cohort = line.strip("[]").partition(" ")
        elif line and not line.startswith("#"):
            name, rhythm, *flags = (part.strip() for part in line.split(";"))
            known = frozenset(flag.strip() for flag in flags[0].split(",")) if flags else frozenset()
            found.append(Place(name, role, cohort, rhythm, known))
    return found


def people(everywhere: list[Place], joined_at: datetime) -> dict[str, Person]:
    """Everybody, saved once, by name; what any of their places says of them holds."""
    flags: dict[str, frozenset[str]] = {}
    for place in everywhere:
        flags[place.name] = flags.get(place.name, frozenset()) | place.flags
    made = [_person(name, known, number, joined_at) for number, (name, known) in enumerate(flags.items())]
    return {person.name: person for person in Person.objects.bulk_create(made, batch_size=200)}


def _person(name: str, flags: frozenset[str], number: int, joined_at: datetime) -> Person:
    given, family = name.split(" ", 1)
    person = Person(
        given_name=given,
        family_name=family,
        email=None if "no-mail" in flags else address(name),
        phone=_phone(number, flags),
        language="en" if "en" in flags else "fr",
        reached_by="phone" if "phone" in flags else "in_person" if "in-person" in flags else "mail",
        joined_at=joined_at,
    )
    person.set_unusable_password()
    return person


def address(name: str) -> str:
    given, family = name.split(" ", 1)
    tidy = [fold(part).replace(" ", "-").replace("’", "") for part in (given, family)]
    return f"{'.'.join(tidy)}@{DOMAIN}"


def _phone(number: int, flags: frozenset[str]) -> str:
    """Seven in ten left a number, and all those who are reached by phone."""
    if "phone" not in flags and number % 10 >= 7:
        return ""
    return f"{PHONES[number % len(PHONES)]}{1000 + number * 7}"
