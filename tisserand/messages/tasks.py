from django.utils import timezone
from django_tasks import task

from . import writing
from .models import Message


@task()
def forget_removed_messages() -> None:
    writing.forget_removed(timezone.now() - Message.RESTORABLE_FOR)
