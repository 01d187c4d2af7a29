from django.utils import timezone
from django_tasks import task

from . import mailing, reminding


@task()
def tell_of_session(telling: int) -> None:
    if mailing.go_on(telling, present=timezone.now()):
        tell_of_session.enqueue(telling)


@task()
def remind_of_sessions() -> None:
    reminding.remind_some(timezone.now())
