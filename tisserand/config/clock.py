"""The clock: what `schedule.py` lists is enqueued when it is due, once, however many clocks run."""

import logging
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim
from django.conf import settings
from django.db import IntegrityError, close_old_connections, transaction
from django.utils import timezone
from django_tasks.base import Task

from . import jobs
from .models import Beat

Line = tuple[str, Task]
TICK = 1.0  # seconds between two looks at the time; the database is asked only when something is due
log = logging.getLogger(__name__)


def name_of(line: Line) -> str:
    return line[1].module_path


def last_due(cron: str, now: datetime) -> datetime:
    """The latest moment up to `now` (to the second, included) that `cron` names, in the site's time zone."""
    moment = now.astimezone(ZoneInfo(settings.TIME_ZONE)).replace(microsecond=0)
    return next(CronSim(cron, moment + timedelta(seconds=1), reverse=True)).astimezone(UTC)


def fire_due(schedule: Iterable[Line], now: datetime, seen: dict[str, datetime] | None = None) -> list[str]:
    """Enqueue each line whose last due moment nobody has fired yet; the names of those enqueued here.

    However many moments were missed, a line fires once: its task asks the database what is due. `seen`
    remembers what this process knows to be fired, and spares the database.
    """
    fired = []
    for line in schedule:
        name, due = name_of(line), last_due(line[0], now)
        if seen is not None and seen.get(name) == due:
            continue
        with transaction.atomic():
            if _claim(name, due):
                line[1].enqueue()
                fired.append(name)
        if seen is not None:
            seen[name] = due
    return fired


def _claim(name: str, due: datetime) -> bool:
    if Beat.objects.filter(name=name, fired_for__lt=due).update(fired_for=due):
        return True
    if Beat.objects.filter(name=name).exists():
        return False
    try:
        with transaction.atomic():
            Beat.objects.create(name=name, fired_for=due)
    except IntegrityError:  # another clock was first
        return False
    return True


def run(stop: threading.Event, now: Callable[[], datetime] = timezone.now) -> None:
    """Keep time until `stop` is set."""
    from .schedule import SCHEDULE

    seen: dict[str, datetime] = {}
    with jobs.alive("clock"):
        while not stop.is_set():
            for name in fire_due(SCHEDULE, now(), seen):
                log.info("Due: %s", name)
            close_old_connections()
            stop.wait(TICK)
