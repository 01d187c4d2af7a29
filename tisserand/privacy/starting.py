"""Hand an export to the worker."""

from datetime import datetime, timedelta

from django.db import transaction

from tisserand.people.models import Person

from .models import Export
from .tasks import make_export

# Without a sign of life for so long, the worker is gone: asking again starts it again.
SILENT = timedelta(minutes=3)
State = Export.State


@transaction.atomic
def ask(person: Person, *, by: Person, now: datetime) -> Export:
    """Begin one; while one is under way, that one."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    export = person.exports.filter(state__in=(State.WAITING, State.RUNNING)).first()
    if export and now - export.moved_at < SILENT:
        return export
    if export is None:
        export = Export.objects.create(person=person, asked_by=by, asked_at=now, moved_at=now)
    Export.objects.filter(pk=export.pk).update(moved_at=now)
    make_export.enqueue(export.pk)
    return export
