from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, Value
from django.utils.translation import gettext_lazy as _

from tisserand.people.held import Holding, Period, holding
from tisserand.people.marks import Marks
from tisserand.people.models import Person

from .models import ExternalId, Load, LoadedPerson, Replaced


@holding
class Told(Holding):
    key = "known-from"
    name = _("What spreadsheets and other systems said of you: department, site, staff number")
    purpose = _("To recognise you from one file to the next, and not to undo what you changed yourself.")
    models = (ExternalId, LoadedPerson, Replaced)
    kept = _("as long as your account")

    def rows(self, person: Person):
        for one in LoadedPerson.objects.filter(person=person).select_related("community").order_by("pk"):
            yield {"community": one.community.name, "loaded_at": one.loaded_at, **one.values}
        for known in ExternalId.objects.filter(person=person).select_related("community").order_by("pk"):
            yield {"community": known.community.name, "known_by": known.source, "as": known.key}
        for row in Replaced.objects.filter(membership__person=person).select_related("load").order_by("pk"):
            yield {"corrected_by": row.load.name, "corrected": row.field, "was": row.old, "became": row.new}

    def also_known_as(self, person: Person):
        for one in LoadedPerson.objects.filter(person=person):
            names = [one.values.get("given_name", ""), one.values.get("family_name", "")]
            yield " ".join(names).strip()
            yield from (one.values.get(name) or "" for name in ("email", "phone"))
        replaced = Replaced.objects.filter(membership__person=person, field__in=["email", "phone"])
        yield from (value for row in replaced for value in (row.old, row.new))

    def erase(self, person: Person, marks: Marks, now: datetime):
        LoadedPerson.objects.filter(person=person).delete()
        ExternalId.objects.filter(person=person).delete()
        Replaced.objects.filter(membership__person=person).delete()
        return ()


@holding
class Loads(Holding):
    key = "loads"
    behind = True
    name = _("Files that were loaded: what was wrong in them")
    purpose = _(
        "To set a file right and load it again. The file itself goes once it is loaded, within a week."
    )
    models = (Load,)
    period = Period(6, 1, 24)
    at_the_end = _(
        "The lines that could not be read and what was replaced are forgotten; how many were loaded stays."
    )

    def _told(self, before: datetime):
        ended = Load.objects.filter(state__in=(Load.State.DONE, Load.State.FAILED))
        over = ended.filter(~Q(problems=[]) | Exists(Replaced.objects.filter(load=OuterRef("pk"))))
        return over.filter(created_at__lt=Value(before) - F("community__set_back"))

    def count(self, before: datetime) -> int:
        return self._told(before).count()

    def delete(self, before: datetime, now: datetime, at_most: int) -> Iterator[int]:
        while keys := list(self._told(before).order_by().values_list("pk", flat=True)[:at_most]):
            Load.objects.filter(pk__in=keys).update(problems=[])
            Replaced.objects.filter(load__in=keys).delete()
            yield len(keys)

    def rows(self, person: Person):
        for one in Load.objects.filter(started_by=person).select_related("community").order_by("pk"):
            yield {"community": one.community.name, "you_loaded": one.name, "at": one.created_at}

    def erase(self, person: Person, marks: Marks, now: datetime):
        """A file that waits may name them anywhere in it: it is given up, and can be sent again."""
        unfinished = Load.objects.filter(
            community__memberships__person=person, state__in=(Load.State.CHOOSING, Load.State.FAILED)
        )
        files = [load.file.name for load in unfinished if load.file]
        Load.objects.filter(pk__in=[load.pk for load in unfinished]).update(file="")
        for load in Load.objects.all():
            _clear(load, marks)
        Load.objects.filter(started_by=person).update(started_by=None)
        return files


def _clear(load: Load, marks: Marks) -> None:
    """What was wrong in a file is told with the very cell: « amina@exemple » is not a complete address."""
    before = (load.name, load.choices, load.problems)
    hidden = tuple(marks.hide_in(value, "…") for value in before)
    if hidden != before:
        load.name, load.choices, load.problems = hidden
        load.save(update_fields=["name", "choices", "problems"])
