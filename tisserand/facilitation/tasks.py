from django.utils import timezone
from django_tasks import task

from . import planning


@task()
def close_planned() -> None:
    now = timezone.now()
    planning.bring_all_forward(now)
    planning.close_those_for_nobody(now)
