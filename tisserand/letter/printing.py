"""Letters on paper, for who has no address or is best reached in person: printed once, and noted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import segno
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from tisserand.communities.models import Membership
from tisserand.people.models import Person

from .models import Copy, Edition
from .relevance import items_of
from .wording import Piece, letters

PAGE = 25  # letters on one page to print


@dataclass(frozen=True)
class Sheet:
    """The letter of one reader, in their language."""

    copy: Copy
    member: Membership
    language: str
    pieces: list[Piece]


def waiting(edition: Edition) -> QuerySet[Copy]:
    """Those on paper that nobody has printed yet, in order of name."""
    copies = edition.copies.filter(way=Copy.Way.PAPER, printed_at=None)
    copies = copies.filter(membership__left_at=None, membership__person__is_active=True)
    known = copies.select_related("membership__person")
    return known.order_by("membership__person__family_name", "membership__person__given_name", "pk")


def sheets(edition: Edition, copies: Sequence[Copy], *, present: datetime) -> list[Sheet]:
    """What they say now, each in the language of its reader; without those that have nothing true left. A
    constant number of statements for each language."""
    found: dict[int, Sheet] = {}
    for language in sorted({copy.membership.person.language for copy in copies}):
        some = [copy for copy in copies if copy.membership.person.language == language]
        asked = [(copy.membership, items_of(copy.items)) for copy in some]
        with translation.override(language):
            said = letters(edition.community, asked, present=present)
        for copy, pieces in zip(some, said, strict=True):
            if pieces:
                found[copy.pk] = Sheet(copy, copy.membership, language, pieces)
    return [found[copy.pk] for copy in copies if copy.pk in found]


def drawn(edition: Edition, copies: Sequence[Copy], *, present: datetime) -> list[SafeString]:
    """The same, as HTML."""
    found = []
    for sheet in sheets(edition, copies, present=present):
        known = {"sheet": sheet, "edition": edition, "community": edition.community, "qr": qr}
        with translation.override(sheet.language):
            found.append(mark_safe(render_to_string("letter/_sheet.html", known)))  # noqa: S308
    return found


@transaction.atomic
def note_printed(edition: Edition, keys: Iterable[int], *, by: Person, now: datetime) -> int:
    """These are printed, to be handed over; how many were not yet. Each leaves a line in the journal, about
    its reader: it is a way of reaching them."""
    rows = Copy.objects.select_for_update(of=("self",)).select_related("membership")
    fresh = list(rows.filter(pk__in=list(keys), edition=edition, way=Copy.Way.PAPER, printed_at=None))
    Copy.objects.filter(pk__in=[copy.pk for copy in fresh]).update(printed_at=now, printed_by=by)
    members = [copy.membership for copy in fresh]
    edition.community.record_each("printed-letter", by, members, at=now, edition=edition.pk)
    return len(fresh)


def qr(url: str) -> SafeString:
    """A drawing that a telephone reads as this address: black on white, whatever the colours of the page."""
    code = segno.make(url, error="l", micro=False)
    drawn = code.svg_inline(scale=3, border=3, light="#fff", svgclass="qr", lineclass=None, omitsize=True)
    return mark_safe(drawn)  # noqa: S308  made of squares only
