"""Hand a load to the worker."""

from django.db import transaction
from django.utils import timezone

from . import tasks
from .models import Load
from .running import may_begin_again


@transaction.atomic
def begin(load: Load) -> None:
    """Put it in the queue. Twice changes nothing while it runs; what is in is recognised."""
    ready = Load.objects.select_for_update().get(pk=load.pk)
    if ready.state == Load.State.CHOOSING or may_begin_again(ready, timezone.now()):
        ready.state, ready.moved_at, ready.problems = Load.State.WAITING, timezone.now(), []
        ready.save(update_fields=["state", "moved_at", "problems"])
        tasks.run_load.enqueue(load.pk)
