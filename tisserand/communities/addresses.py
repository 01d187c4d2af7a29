"""Lists of people as they are pasted: one per line, « Nom <adresse> », or addresses between commas."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from tisserand.people.models import Person, tidy_email

from . import names

TOKEN = re.compile(r"[^\s<>()\[\],;\"“”«»]+")
AROUND = " \t\"'“”«»<>()[],;:-–—\u00a0\u202f\ufeff"


@dataclass(frozen=True)
class Address:
    email: str
    given_name: str = ""
    family_name: str = ""

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True)
class Problem:
    """A line, counted from 1 as in the list, and what is wrong with it in words."""

    line: int
    text: str

    def __str__(self):
        return _("Line %(line)s: %(text)s") % {"line": self.line, "text": self.text}


@dataclass(frozen=True)
class Addresses:
    """What a pasted list says: each address once, in order, and the lines that could not be read."""

    found: list[Address] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read(text: str) -> Addresses:
    """Read a pasted list. Never raises: what is not understood is a problem with its line number."""
    found: dict[str, Address] = {}
    problems = []
    for number, line in enumerate(text.replace("\x00", "").splitlines(), 1):
        for email, name in _people_on(line):
            address = _address(email, name)
            if address is None:
                shown = line.strip() if len(line) <= 60 else f"{line.strip()[:60]}…"
                problems.append(Problem(number, _("“%(text)s” holds no valid address.") % {"text": shown}))
            else:
                found.setdefault(address.email, address)
    return Addresses(list(found.values()), problems)


def _people_on(line: str) -> list[tuple[str, str]]:
    """Each address of a line with the words that name its owner; an empty address when there is none.

    With several on one line, only « Name <address> » tells for sure whose name it is.
    """
    tokens = [token for token in TOKEN.finditer(line) if "@" in token[0]]
    if len(tokens) < 2:
        email = tokens[0][0] if tokens else ""
        rest = line.replace(email, " ") if email else line
        return [(email, rest)] if line.strip(AROUND) else []
    people, start = [], 0
    for token in tokens:
        named = line[token.start() - 1 : token.start()] == "<"
        people.append((token[0], line[start : token.start()] if named else ""))
        start = token.end()
    return people


def _address(email: str, name: str) -> Address | None:
    email = tidy_email(email.removeprefix("mailto:").strip(AROUND))
    try:
        validate_email(email)
    except ValidationError:
        return None
    given, family = names.split(re.sub(r"[;\t<>\"“”«»()]", " ", name).strip(AROUND))
    return Address(email, given[:80], family[:80]) if len(email) <= 254 else None


def decoded(data: bytes) -> str:
    """The text of a dropped file, whichever of the two usual encodings it was saved in."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def people_for(addresses: list[Address], **defaults) -> dict[str, Person]:
    """By address: the people who have these addresses, those unknown so far included, who are made.

    Whoever is known stays as they are. A few queries per thousand; to be called inside a transaction.
    """
    wanted = {address.email: address for address in addresses}
    known = _with_addresses(wanted)
    missing = [wanted[email] for email in wanted.keys() - known.keys()]
    newcomers = [
        Person(email=a.email, given_name=a.given_name, family_name=a.family_name, **defaults) for a in missing
    ]
    # Somebody may have made one of them at this instant: theirs is kept.
    Person.objects.bulk_create(newcomers, batch_size=1000, ignore_conflicts=True)
    return known | _with_addresses({address.email for address in missing})


def _with_addresses(emails: Iterable[str]) -> dict[str, Person]:
    emails, people = list(emails), dict[str, Person]()
    for start in range(0, len(emails), 1000):
        for person in Person.objects.filter(email__in=emails[start : start + 1000]):
            people[str(person.email)] = person
    return people
