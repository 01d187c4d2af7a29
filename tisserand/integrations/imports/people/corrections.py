"""What a load of people has corrected in those who were here, and how it is taken back."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tisserand.communities.models import LastLcm, Membership
from tisserand.people.models import Person

from ..models import ExternalId, Load, LoadedPerson, Replaced
from .headings import Field
from .plan import PERSONAL, SOURCE, Change, shown

BATCH = 500


@dataclass
class Correction:
    """One value that a load replaced; it `stands` while nobody has put another one there."""

    row: Replaced
    stands: bool

    @property
    def name(self) -> str:
        return self.row.membership.person.name

    @property
    def label(self) -> str:
        return Field(self.row.field).label

    @property
    def old(self) -> str:
        return shown(self.row.field, self.row.old)

    @property
    def new(self) -> str:
        return shown(self.row.field, self.row.new)


def keep(load: Load, made: Iterable[Change]) -> None:
    """Remember what these changes have replaced."""
    rows = [
        Replaced(
            load=load,
            membership=change.membership,
            field=change.field,
            old=change.old,
            new=change.new,
            told=change.told,
        )
        for change in made
    ]
    Replaced.objects.bulk_create(rows, batch_size=BATCH)


def of(load: Load) -> list[Correction]:
    """Two queries. An address by which somebody has signed in since is theirs: it stays."""
    rows = load.replaced.select_related("membership__person").order_by(
        "membership__person__family_name", "pk"
    )
    said = dict(LoadedPerson.objects.filter(community=load.community_id).values_list("person_id", "values"))
    since = (load.finished_at or load.created_at) + load.community.set_back
    found = []
    for row in rows:
        person = row.membership.person
        used = row.field == "email" and person.last_login is not None and person.last_login >= since
        found.append(Correction(row, not used and _value(row, said.get(person.pk, {})) == row.new))
    return found


def _value(row: Replaced, said: dict) -> str:
    if row.field in PERSONAL:
        return getattr(row.membership.person, row.field) or ""
    return row.membership.role if row.field == "role" else said.get(row.field, "")


def take_back(load: Load, *, by: Person, now: datetime) -> tuple[int, int]:
    """Put back what stands, and what files had said of it; how many values went back, and how many stay."""
    found = of(load)
    back = [
        correction.row for correction in found if correction.stands and _of_the_place(correction, by, now)
    ]
    people: dict[int, Person] = {}
    fields: dict[int, list[Replaced]] = defaultdict(list)
    for row in back:
        person = people.setdefault(row.membership.person_id, row.membership.person)
        fields[person.pk].append(row)
        if row.field in PERSONAL:
            setattr(person, row.field, (row.old or None) if row.field == "email" else row.old)
        if row.field == "external_id":
            numbers = ExternalId.objects.filter(community=load.community_id, source=SOURCE, key=row.new)
            numbers.filter(person=person).delete()
    Person.objects.bulk_update(people.values(), PERSONAL, batch_size=BATCH)
    _say_as_before(load, fields)
    load.replaced.all().delete()
    return len(back), len(found) - len(back)


def _of_the_place(correction: Correction, by: Person, now: datetime) -> bool:
    """Give the role back, when it is one; False when nobody would be left to run the community."""
    row = correction.row
    if row.field == "role":
        try:
            Membership.objects.get(pk=row.membership_id).change_role(row.old, by=by, now=now)
        except LastLcm:
            return False
    return True


def _say_as_before(load: Load, fields: dict[int, list[Replaced]]) -> None:
    """What files said, so that the next one meets what is here as this one did."""
    kept = list(LoadedPerson.objects.filter(community=load.community_id, person__in=list(fields)))
    for memory in kept:
        for row in fields[memory.person_id]:
            if row.told is None:
                memory.values.pop(row.field, None)
            else:
                memory.values[row.field] = row.told
    LoadedPerson.objects.bulk_update(kept, ["values"], batch_size=BATCH)
