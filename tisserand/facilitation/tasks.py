from django.utils import timezone
from django_tasks import task

from . import planning


@task()
def close_planned() -> None:
    planning.close_those_for_nobody(timezone.now())
