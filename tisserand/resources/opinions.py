"""What its readers say of a sheet: that it was useful, or is not right any more; and take back."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tisserand.people.models import Person

from .models import Opinion, Sheet

Kind = Opinion.Kind
SHOWN = 20  # doubts of one sheet
VERBS = {Kind.USEFUL: "found-useful", Kind.OUTDATED: "doubted"}


@transaction.atomic
def say(sheet: Sheet, kind: str, *, by: Person, why: str = "", now: datetime) -> Opinion:
    """In place of what they said of it before. The same again changes nothing but a reason that is added.

    Raises ValidationError of a sheet that is not published, or that they keep themselves.
    """
    held = Sheet.objects.select_for_update(of=("self",)).select_related("community").get(pk=sheet.pk)
    if not held.stands:
        raise ValidationError(_("This sheet is not published any more: nothing was noted."))
    if held.owner_id == by.pk:
        raise ValidationError(_("You keep this sheet yourself: you can revise it."))
    why = " ".join(why.split())[: Opinion.LONGEST] if kind == Kind.OUTDATED else ""
    before = opinion_of(held, by)
    if before and before.kind == kind and why in ("", before.why):
        return before
    Opinion.objects.filter(sheet=held, person=by).delete()
    made = Opinion.objects.create(sheet=held, person=by, kind=kind, why=why, said_at=now)
    if before is None or before.kind != kind:
        held.community.record(VERBS[Kind(kind)], by, held, at=now)
    return made


@transaction.atomic
def take_back(sheet: Sheet, *, by: Person, now: datetime) -> bool:
    """Whether there was something to take back."""
    gone, _rows = Opinion.objects.filter(sheet=sheet, person=by).delete()
    if gone:
        sheet.community.record("took-back", by, sheet, at=now)
    return bool(gone)


def opinion_of(sheet: Sheet, person: Person) -> Opinion | None:
    """What they say of it today: a doubt that was answered is over."""
    said = Opinion.objects.filter(sheet=sheet, person=person).first()
    if said and said.kind == Kind.OUTDATED and not Opinion.objects.open().filter(pk=said.pk).exists():
        return None
    return said


@dataclass(frozen=True)
class Opinions:
    """What one member is told of what readers say of a sheet. `doubts`: for those who keep it."""

    mine: Opinion | None
    useful: int  # 0, 1, or 2 for several
    doubted: bool
    doubts: list[Opinion]


def of_readers(sheet: Sheet, person: Person, *, kept: bool) -> Opinions:
    open_doubts = Opinion.objects.open().filter(sheet=sheet).select_related("person")
    doubts = list(open_doubts.order_by("said_at", "pk")[:SHOWN])
    useful = Opinion.objects.filter(sheet=sheet, kind=Kind.USEFUL)[:2]
    mine = opinion_of(sheet, person)
    return Opinions(mine, len(useful), bool(doubts), doubts if kept else [])
