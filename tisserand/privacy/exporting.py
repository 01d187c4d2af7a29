"""All that is held about a person, in one file: made by the worker, gone after a week."""

import logging
import tempfile
from datetime import datetime

from django.core.files import File
from django.db import transaction
from django.utils import timezone, translation

from tisserand.mail import outbox
from tisserand.people import held

from .archive import Archive
from .models import Export

State = Export.State

log = logging.getLogger(__name__)


def make(export_id: int) -> None:
    """Do it; returns when it is ready or failed, and says so in the row."""
    export = Export.objects.select_related("person").filter(pk=export_id).first()
    if export is None or not export.under_way:
        return
    _note(export, state=State.RUNNING)
    try:
        with tempfile.TemporaryFile() as made:  # it has no name: nothing is left of it if we are killed
            _write(export, made)
            export.file.save("", File(made), save=False)
    except Exception:
        log.exception("export %s stopped", export.pk)
        _note(export, state=State.FAILED)
    else:
        _ready(export)


def _write(export: Export, made) -> None:
    person = export.person
    holdings = list(reversed(held.all_holdings()))
    with (
        translation.override(person.language),
        timezone.override(person.zone),
        Archive(made, person) as zipped,
    ):
        for number, holding in enumerate(holdings, 1):
            zipped.add(holding, withheld=holding.confidential and export.asked_by_id != person.pk)
            _note(export, share=number / len(holdings))


@transaction.atomic
def _ready(export: Export) -> None:
    now = timezone.now()
    kept = Export.objects.filter(pk=export.pk, state=State.RUNNING).select_for_update().first()
    if kept is None:  # erased meanwhile, or made by another worker
        export.file.delete(save=False)
        return
    export.size = export.file.size
    _note(export, state=State.READY, share=1.0, ready_at=now, file=export.file.name, size=export.size)
    outbox.post("export-ready", export.person, now=now, export=export.pk)


def _note(export: Export, **values) -> None:
    """Write where it stands, and that we are alive."""
    for name, value in values.items():
        setattr(export, name, value)
    Export.objects.filter(pk=export.pk).update(moved_at=timezone.now(), **values)


def forget_old(now: datetime) -> int:
    """Remove the files that are over a week old, and what was asked for and never made; how many."""
    old = list(Export.objects.filter(asked_at__lt=now - Export.GOOD_FOR))
    over = [export for export in old if export.good_until is None or export.good_until < now]
    for export in over:
        if export.file:
            export.file.delete(save=False)
        export.delete()
    return len(over)
