"""Loads that take a while: begun from a page, done by the worker, told as they go."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from .activity import load as activity
from .activity.columns import Part
from .forum import load as forum
from .models import Load
from .problems import MOST_TOLD, CannotRead, Problem

# Without a sign of life for so long, the worker is gone: the load may be started again.
SILENT = timedelta(minutes=3)

log = logging.getLogger(__name__)


def may_begin_again(load: Load, clock: datetime) -> bool:
    """`clock` is the time of the machine, not of the community: it watches the worker."""
    if not load.file or load.kind == Load.Kind.PEOPLE:  # people are loaded at once, or not at all
        return False
    silent = load.moved_at is None or clock - load.moved_at > SILENT
    return load.state == Load.State.FAILED or (
        load.state in (Load.State.WAITING, Load.State.RUNNING) and silent
    )


def run(load_id: int) -> None:
    """Do it; returns when it is done or failed, and says so in the row."""
    load = Load.objects.select_related("community__organisation", "started_by").filter(pk=load_id).first()
    if load is None or load.state not in (Load.State.WAITING, Load.State.RUNNING):
        return
    load.state = Load.State.RUNNING

    def tell(report) -> None:
        load.counts, load.share, load.moved_at = report.counts, report.share, timezone.now()
        load.problems = [problem.stored() for problem in report.problems]
        load.save(update_fields=["state", "counts", "share", "moved_at", "problems"])

    try:
        if not load.file:
            raise CannotRead("file-gone")
        _do(load, tell)
    except CannotRead as refusal:
        _failed(load, refusal.problem)
    except Exception:
        log.exception("load %s stopped", load.pk)
        _failed(load, Problem("stopped"))
    else:
        _done(load)


def _do(load: Load, tell) -> None:
    community = load.community
    now = community.now()
    if load.kind == Load.Kind.FORUM:
        forum.load(load.file.path, community, now=now, tell=tell)
        return
    columns = {Part(part): column for part, column in load.choices["columns"].items()}
    create = bool(load.choices.get("create_people"))
    path = load.file.path
    report = activity.load(path, community, now=now, columns=columns, create_people=create, tell=tell)
    load.choices["unnamed"] = report.most_unnamed()


def _failed(load: Load, problem: Problem) -> None:
    load.state, load.finished_at = Load.State.FAILED, load.community.now()
    load.problems = [problem.stored(), *load.problems][:MOST_TOLD]
    load.save(update_fields=["state", "finished_at", "problems"])


@transaction.atomic
def _done(load: Load) -> None:
    load.state, load.finished_at, load.share = Load.State.DONE, load.community.now(), 1.0
    load.forget_file()
    load.save()
    load.community.record(
        "loaded", load.started_by, at=load.finished_at, what=load.kind, name=load.name, **load.counts
    )
