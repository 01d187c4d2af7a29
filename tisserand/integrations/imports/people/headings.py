# ruff: noqa: E501  a table reads better when each thing is on its line
"""Which column says what: guessed from its heading, then from its content; a human confirms."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from ..problems import CannotRead
from .sheets import Row, Sheet


class Field(StrEnum):
    """What a column can tell us of somebody."""

    EMAIL = "email"
    GIVEN_NAME = "given_name"
    FAMILY_NAME = "family_name"
    FULL_NAME = "full_name"
    GIVEN_FULL_NAME = "given_full_name"
    PHONE = "phone"
    LANGUAGE = "language"
    ROLE = "role"
    DEPARTMENT = "department"
    SITE = "site"
    EXTERNAL_ID = "external_id"

    @property
    def label(self) -> str:
        return str(LABELS[self])


LABELS = {
    Field.EMAIL: _("E-mail"),
    Field.GIVEN_NAME: _("First name"),
    Field.FAMILY_NAME: _("Last name"),
    Field.FULL_NAME: _("Last name then first name"),
    Field.GIVEN_FULL_NAME: _("First name then last name"),
    Field.PHONE: _("Phone"),
    Field.LANGUAGE: _("Language"),
    Field.ROLE: _("Role"),
    Field.DEPARTMENT: _("Department"),
    Field.SITE: _("Site"),
    Field.EXTERNAL_ID: _("Staff number or LMS account"),
}

# Headings as they are met, folded (see `fold`); the first that matches wins.
WORDS: list[tuple[Field | None, str]] = [
    (None, r"^(n|no|num|numero|#|ordre|civilite|titre|genre|sexe|mr? mme|date.*|.*manager.*|.*n ?\+ ?1.*)$"),
    (
        None,
        r"^(nom|prenom|e ?mail|mail|courriel|tel\w*) (du |de la |de l )?(responsable|manager|superieur|tuteur).*$",
    ),
    (
        None,
        r"^(nom )?(de la |de l |du )?(entreprise|societe|organisme|company|formation|session|stage|cours)( .*)?$",
    ),
    (
        Field.EMAIL,
        r"e ?mails?\b|\bmels?\b|courriel|adresse (mail|electronique|internet|de messagerie)|\bmail\b",
    ),
    (Field.PHONE, r"telephone|\btel\b|portable|mobile|\bphone|\bgsm\b|cellulaire|\bnumero d appel|fixe\b"),
    (
        Field.EXTERNAL_ID,
        r"matricule|identifiant|utilisateur|\blogin\b|staff number|employee (id|number)|user ?(id|name)|^id\b|badge",
    ),
    (
        Field.FULL_NAME,
        r"nom.{0,6}prenom|prenom.{0,6}\bnom\b|(last|family|sur) ?name.{1,6}first|first ?name.{1,6}last",
    ),
    (
        Field.FULL_NAME,
        r"full ?name|nom complet|^(participants?|apprenants?|stagiaires?|salaries?|collaborat\w*|name)$",
    ),
    (Field.FULL_NAME, r"noms? (du |de la |de l |des )?(participant|apprenant|stagiaire|salarie|collaborat)"),
    (
        Field.FAMILY_NAME,
        r"nom de (famille|naissance|jeune fille)|patronyme|last ?name|family ?name|surname|nom d usage",
    ),
    (Field.GIVEN_NAME, r"prenom|first ?name|given ?name|forename"),
    (Field.FAMILY_NAME, r"\bnoms?\b"),
    (Field.LANGUAGE, r"langue|language|\blang\b"),
    (Field.ROLE, r"\broles?\b|^(profil|statut|status)$"),
    (Field.DEPARTMENT, r"service|departe?ment|direction|equipe|\bteam\b|business unit|\bpole\b"),
    (Field.SITE, r"\bsites?\b|agence|etablissement|implantation|ville|\blieu\b|location|\bcity\b|magasin"),
]


def fold(text: str) -> str:
    """Without accents, capitals or punctuation: « N° de Tél. » → « n de tel »."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(re.sub(r"[^a-z0-9+#]+", " ", plain).split())


def named(heading: str) -> Field | None:
    """What a heading announces, or None."""
    folded = fold(heading)
    return next((field for field, pattern in WORDS if folded and re.search(pattern, folded)), None)


@dataclass
class Table:
    """The sheet that holds people: its headings (empty when there are none) and the lines under them."""

    sheet: str
    headings: list[str]
    rows: list[Row]

    @property
    def width(self) -> int:
        return max([len(self.headings), *(len(row.cells) for row in self.rows[:200])], default=0)

    def heading(self, column: int) -> str:
        """The heading of a column, or its letter as spreadsheets show it."""
        told = self.headings[column] if column < len(self.headings) else ""
        return told or _letter(column)

    def samples(self, column: int, count: int = 3) -> list[str]:
        """The first different values of a column."""
        seen: dict[str, None] = {}
        for row in self.rows:
            if column < len(row.cells) and row.cells[column]:
                seen.setdefault(row.cells[column])
            if len(seen) == count:
                break
        return list(seen)


def _letter(column: int) -> str:
    return (chr(64 + column // 26) if column >= 26 else "") + chr(65 + column % 26)


def find_table(sheets: Sequence[Sheet]) -> Table:
    """The header may lie under titles and on any sheet; without one, every line is a person."""
    best, sheet, at = 0.0, sheets[0], -1
    for candidate in sheets:
        for position, row in enumerate(candidate.rows[:30]):
            known = {named(cell) for cell in row.cells} - {None}
            # A title such as « Liste des participants et e-mails » is one cell: a header has several, or is alone.
            score = len(known) + min(len(candidate.rows), 1000) / 10_000
            lonely = len([cell for cell in row.cells if cell]) == 1 and len(known) == 1
            if known and score > best and not (lonely and _wider_below(candidate, position)):
                best, sheet, at = score, candidate, position
    if at >= 0:
        rows = [row for row in sheet.rows[at + 1 :] if row.cells != sheet.rows[at].cells]
        table = Table(sheet.name, sheet.rows[at].cells, rows)
    else:
        table = Table(sheet.name, [], sheet.rows)
    if not table.rows:
        raise CannotRead("file-empty")
    return table


def _wider_below(sheet: Sheet, position: int) -> bool:
    return any(len([c for c in row.cells if c]) > 1 for row in sheet.rows[position + 1 : position + 10])


_CONTENT = {
    Field.EMAIL: re.compile(r"\S+@\S+\.\S+"),
    Field.PHONE: re.compile(r"(\+|00)?[\d(][\d\s().\-/]{7,20}"),
}


def guess(table: Table) -> dict[int, Field]:
    """Column → what it says; a kind that can be told once is given to the first column that says it."""
    told = {
        column: named(table.heading(column))
        for column in range(len(table.headings))
        if table.headings[column]
    }
    guessed = {column: field for column, field in told.items() if field}
    for column in range(table.width):
        if column >= len(table.headings) or not table.headings[column]:
            field = _by_content(table, column)
            if field and field not in guessed.values():
                guessed[column] = field
    if not table.headings and (names := _first_of_words(table, guessed)) is not None:
        guessed[names] = Field.FULL_NAME
    return _names_in_order(table, _once_each(guessed))


def _first_of_words(table: Table, guessed: dict[int, Field]) -> int | None:
    for column in range(table.width):
        if column not in guessed and re.search(r"[^\W\d_]{2}", " ".join(table.samples(column))):
            return column
    return None


def _names_in_order(table: Table, guessed: dict[int, Field]) -> dict[int, Field]:
    """A lone « Nom » often holds both names; and a heading may announce the first name first."""
    alone = Field.GIVEN_NAME not in guessed.values()
    for column, field in guessed.items():
        if field is Field.FAMILY_NAME and alone:
            values = table.samples(column, 40)
            if sum(" " in value for value in values) * 5 >= len(values) * 3:
                guessed[column] = Field.GIVEN_FULL_NAME
        elif field is Field.FULL_NAME and not re.search(
            r"nom.{0,6}prenom|last|sur", fold(table.heading(column))
        ):
            guessed[column] = Field.GIVEN_FULL_NAME
    return guessed


def _by_content(table: Table, column: int) -> Field | None:
    values = [row.cells[column] for row in table.rows[:100] if column < len(row.cells) and row.cells[column]]
    for field, pattern in _CONTENT.items():
        if values and sum(bool(pattern.fullmatch(value)) for value in values) * 5 >= len(values) * 3:
            return field
    return None


def _once_each(guessed: dict[int, Field]) -> dict[int, Field]:
    kept: dict[int, Field] = {}
    for column in sorted(guessed):
        # Two phones are two chances to reach somebody; of the rest, the first column is the one.
        if guessed[column] is Field.PHONE or guessed[column] not in kept.values():
            kept[column] = guessed[column]
    return kept
