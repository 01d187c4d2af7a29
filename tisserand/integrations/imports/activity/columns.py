# ruff: noqa: E501  a table reads better when each thing is on its line
"""Which column of an activity file says who, when, what and on what."""

import re
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from ..people.headings import fold


class Part(StrEnum):
    WHO = "who"
    WHEN = "when"
    VERB = "verb"
    OBJECT = "object"
    OBJECT_TYPE = "object_type"
    OBJECT_NAME = "object_name"
    ID = "id"

    @property
    def label(self) -> str:
        return str(LABELS[self])


LABELS = {
    Part.WHO: _("Who: an e-mail or an identifier"),
    Part.WHEN: _("When"),
    Part.VERB: _("What was done"),
    Part.OBJECT: _("On what (its identifier)"),
    Part.OBJECT_TYPE: _("Kind of thing"),
    Part.OBJECT_NAME: _("Name of the thing"),
    Part.ID: _("Number of the line in the other system"),
}

WORDS = [
    (Part.WHO, r"e ?mail|mail|courriel|actor( (mbox|email|account name))?|adresse (e ?)?mail|user ?email"),
    (
        Part.WHO,
        r"user ?(id|name)?|utilisateur|identifiant|login|learner( ?id)?|id ?student|student ?id|id ?user|matricule|qui|who|apprenant",
    ),
    (
        Part.WHEN,
        r"(time|date)( ?(stamp|created|time))?|when|quand|horodatage|heure|created ?at|at|date et heure|date heure|event ?time|stored",
    ),
    (Part.VERB, r"verb( id)?|verbe|action|event( ?name)?|nom de l evenement|activite|quoi|what"),
    (
        Part.OBJECT,
        r"object( ?id)?|objet|ressource( id)?|resource( ?id)?|id ?site|module( id)?|activity ?id|contexte|event context|contexte de l evenement|step|etape|id ?cible|object key",
    ),
    (Part.OBJECT_TYPE, r"object ?type|type( d objet)?|component|composant|activity ?type|kind"),
    (Part.OBJECT_NAME, r"object ?name|nom( de l objet)?|title|titre|name|intitule"),
    (Part.ID, r"id|uuid|statement ?id|event ?id|log ?id"),
]
NEEDED = (Part.WHO, Part.WHEN)


def guess(columns: list[str]) -> dict[Part, int]:
    """Part → position of its column; each column says one thing."""
    found: dict[Part, int] = {}
    for part, pattern in WORDS:
        for position, heading in enumerate(columns):
            if part not in found and position not in found.values() and re.fullmatch(pattern, fold(heading)):
                found[part] = position
    return found
