from django.utils import timezone
from django_tasks import task

from . import telling


@task()
def tell_followers() -> None:
    telling.tell_some(timezone.now())
