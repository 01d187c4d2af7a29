"""A line of the spreadsheet becomes a candidate: somebody as the file tells of them, or problems in words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from tisserand.communities.models import Membership
from tisserand.people import phones
from tisserand.people.models import tidy_email

from ..problems import Problem
from .headings import Field, Table, fold
from .names import MAIDEN, key_of, split_name, tidy_name

NOTHING = frozenset(
    ["-", "--", ".", "/", "?", "x", "0", "nc", "n/a", "na", "neant", "néant", "aucun", "aucune", "sans"]
) | frozenset(["none", "null", "vide", "#n/a", "#ref!", "#value!", "#valeur!"])

LANGUAGES = {
    "fr": ("fr", "francais", "french", "fra", "f"),
    "en": ("en", "anglais", "english", "eng", "gb", "uk", "a", "e"),
}

ROLES = {
    Membership.Role.LEARNER: r"apprena.*|stagiaires?|participant.*|learners?|students?|etudiant.*|membres?",
    Membership.Role.EXPERT: r"expert.*|formateur.*|formatrice.*|trainers?|tut(eur|rice).*|referent.*|coach.*",
    Membership.Role.LCM: r"anima.*|lcm|community manager|responsable de (la )?communaute|facilitat.*",
}


@dataclass
class Candidate:
    """Somebody as the file tells of them; empty is unknown. `lines` are those that were joined into one."""

    lines: list[int]
    email: str = ""
    given_name: str = ""
    family_name: str = ""
    phone: str = ""
    language: str = ""
    role: str = ""
    department: str = ""
    site: str = ""
    external_id: str = ""

    @property
    def line(self) -> int:
        return self.lines[0]

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip() or self.email or self.phone

    @property
    def shown_phone(self) -> str:
        return phones.shown(self.phone) if self.phone else ""

    @property
    def name_key(self) -> str:
        return key_of(self.given_name, self.family_name)

    def values(self) -> dict[str, str]:
        """What it says of them, without what it does not say."""
        told = {name: value for name, value in vars(self).items() if name != "lines"}
        return {name: value for name, value in told.items() if value}


@dataclass
class Told:
    candidates: list[Candidate] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    joined: int = 0


LIMITS = {
    "email": 254,
    "given_name": 80,
    "family_name": 80,
    "department": 120,
    "site": 120,
    "external_id": 150,
}


def read_lines(table: Table, columns: dict[int, Field], *, country: str = "FR") -> Told:
    """Everybody in the table, once each; a line with a problem gives nobody."""
    told = Told()
    known: dict[tuple[str, str], Candidate] = {}
    for row in table.rows:
        candidate, problems = _read_line(table, row, columns, country)
        if not problems and candidate is not None:
            problems = _join(candidate, known, told)
        told.problems += problems
    return told


def _read_line(table: Table, row, columns: dict[int, Field], country: str):
    candidate, problems = Candidate([row.line]), []
    for column in sorted(
        columns, key=lambda column: columns[column] in (Field.FULL_NAME, Field.GIVEN_FULL_NAME)
    ):
        cell = row.cells[column] if column < len(row.cells) else ""
        if not cell or cell.lower() in NOTHING:
            continue
        try:
            for name, value in _understand(columns[column], cell, country):
                if len(value) > LIMITS.get(name, 500):
                    raise Refused("long", cell, str(LIMITS[name]))
                if value and (not getattr(candidate, name) or _better(name, value, candidate)):
                    setattr(candidate, name, value)
        except Refused as refused:
            problems.append(
                Problem(
                    refused.code, refused.value, refused.other, line=row.line, column=table.heading(column)
                )
            )
    told_something = candidate.values()
    if not problems and not told_something:
        return None, []
    if (
        not problems
        and not {"email", "given_name", "family_name", "phone", "external_id"} & told_something.keys()
    ):
        problems.append(Problem("nobody", line=row.line))
    return candidate, problems


class Refused(ValueError):
    def __init__(self, code: str, value: str, other: str = ""):
        self.code, self.value, self.other = code, value, other


def _better(name: str, value: str, candidate: Candidate) -> bool:
    """Of two phones of one person, the mobile is the one that finds them."""
    return name == "phone" and _mobile(value) and not _mobile(candidate.phone)


def _mobile(phone: str) -> bool:
    return phone.startswith(("+336", "+337"))


def _understand(kind: Field, cell: str, country: str) -> Iterator[tuple[str, str]]:
    if kind is Field.EMAIL:
        yield "email", _email(cell)
    elif kind is Field.PHONE:
        yield "phone", read_phone(cell, country)
    elif kind in (Field.FULL_NAME, Field.GIVEN_FULL_NAME):
        given, family = split_name(cell, given_first=kind is Field.GIVEN_FULL_NAME)
        yield "given_name", given
        yield "family_name", family
    elif kind in (Field.GIVEN_NAME, Field.FAMILY_NAME):
        yield kind.value, tidy_name(MAIDEN.sub(" ", cell))
    elif kind is Field.LANGUAGE:
        yield "language", _language(cell)
    elif kind is Field.ROLE:
        yield "role", _role(cell)
    else:
        yield kind.value, cell


_is_email = EmailValidator()


def _email(cell: str) -> str:
    """The first address of the cell: bare, « Jean <jean@…> », mailto:, or several parted by ; or /."""
    found = re.findall(r"[^\s<>;,/:|\"']+@[^\s<>;,/:|\"']+", cell)
    email = tidy_email(found[0].rstrip(".") if found else cell)
    try:
        _is_email(email)
    except ValidationError:
        raise Refused("email", cell) from None
    return email


def read_phone(cell: str, country: str) -> str:
    """The best number of a cell in E.164: the first mobile, else the first that can be dialled."""
    read = []
    for piece in [cell, *re.split(r"\s*(?:[/;,|]|\bou\b|\bor\b|\bet\b|\s-\s|\s{3,})\s*", cell)]:
        for spelling in _spellings(piece):
            try:
                read.append(phones.parse(spelling, country))
                break
            except ValueError:
                continue
    if not read:
        raise Refused("phone", cell)
    return next((number for number in read if _mobile(number)), read[0])


def _spellings(piece: str) -> Iterator[str]:
    """The piece itself, then what Excel may have eaten: the leading zero, or the + of the country."""
    piece = re.sub(r"\([^)]*[^\W\d_][^)]*\)|(?i:\b(poste|ext|interne)\b.*)", "", piece.strip()).replace(
        "(0)", ""
    )
    piece = re.sub(r"^[^\d+(]+", "", re.sub(r"(?<=\d)\.0$", "", piece))
    if re.fullmatch(r"\d(\.\d+)?[eE]\+?\d+", piece):
        piece = str(int(float(piece)))
    digits = re.sub(r"\D", "", piece)
    if len(digits) < 4:
        return
    yield piece
    if not piece.startswith(("+", "0")):
        yield from ["0" + digits, "+" + digits] if len(digits) == 9 else ["+" + digits]


def _language(cell: str) -> str:
    folded = fold(cell)
    for language, words in LANGUAGES.items():
        if folded in words or folded.startswith(f"{language} "):
            return language
    raise Refused("language", cell)


def _role(cell: str) -> str:
    for role, pattern in ROLES.items():
        if re.fullmatch(pattern, fold(cell)):
            return role.value
    raise Refused("role", cell)


def _join(candidate: Candidate, known: dict, told: Told) -> list[Problem]:
    """Add the candidate, or join it to an earlier line that tells of the same person."""
    same = known.get(("email", candidate.email)) if candidate.email else None
    if same and same.name_key and candidate.name_key and same.name_key != candidate.name_key:
        return [Problem("two-people", candidate.email, same.name, line=candidate.line)]
    namesake = known.get(("name", candidate.name_key)) if candidate.name_key else None
    if same is None and namesake and not _contradict(candidate, namesake):
        same = namesake
    if same:
        told.joined += 1
        same.lines.append(candidate.line)
        for name, value in candidate.values().items():
            if not getattr(same, name):
                setattr(same, name, value)
    else:
        told.candidates.append(candidate)
        same = candidate
    if same.email:
        known[("email", same.email)] = same
    if same.name_key:
        known.setdefault(("name", same.name_key), same)
    return []


def _contradict(one: Candidate, other: Candidate) -> bool:
    """Namesakes are two people when an address, a number or a staff number tells them apart."""
    return any(
        getattr(one, name) and getattr(other, name) and getattr(one, name) != getattr(other, name)
        for name in ("email", "phone", "external_id")
    )
