from django.utils import timezone
from django_tasks import task

from . import mailing


@task()
def tell_some(telling: int) -> None:
    if mailing.go_on(telling, present=timezone.now()):
        tell_some.enqueue(telling)
