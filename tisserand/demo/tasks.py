from django.utils import timezone
from django_tasks import task

from . import removing
from .models import Removal


@task()
def remove_example(removal_id: int) -> None:
    removal = Removal.objects.get(pk=removal_id)
    if not removal.finished_at and not removing.go_on(removal, timezone.now()):
        remove_example.enqueue(removal_id)
