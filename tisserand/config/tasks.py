from django.utils import timezone
from django_tasks import task

from . import housekeeping


@task()
def prune() -> None:
    housekeeping.prune(timezone.now())
