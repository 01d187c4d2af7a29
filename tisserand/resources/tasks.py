from django.utils import timezone
from django_tasks import task

from . import asking, telling


@task()
def tell_followers() -> None:
    telling.tell_some(timezone.now())


@task()
def ask_owners() -> None:
    asking.ask_owners(timezone.now())
