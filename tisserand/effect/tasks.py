from django.utils import timezone
from django_tasks import task

from . import counting


@task()
def conclude_trials() -> None:
    counting.conclude_due(timezone.now())
