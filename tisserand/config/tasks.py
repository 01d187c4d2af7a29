from django.utils import timezone
from django_tasks import task

from . import housekeeping
from .backup import nightly


@task()
def prune() -> None:
    housekeeping.prune(timezone.now())


@task()
def back_up() -> None:
    nightly.run(timezone.now())
