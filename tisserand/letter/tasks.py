from django.utils import timezone
from django_tasks import task

from . import composing

# So many batches in one task: others have their turn in between.
BATCHES = 10


@task(retry_after=())  # the clock calls it every minute
def begin_letters() -> None:
    for pk in composing.due(timezone.now()):
        compose_letter.enqueue(pk)


@task()
def compose_letter(edition: int) -> None:
    present = timezone.now()
    week = composing.week_for(edition, present=present)
    if week is not None and all(composing.go_on(edition, week, present=present) for _ in range(BATCHES)):
        compose_letter.enqueue(edition)
