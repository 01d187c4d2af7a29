from django.utils import timezone
from django_tasks import task

from . import digest, keeping


@task()
def forget_old_messages() -> None:
    keeping.forget_old(timezone.now())


@task()
def send_digests() -> None:
    digest.tell_of_yesterday(timezone.now())
