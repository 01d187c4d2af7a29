from django.utils import timezone
from django_tasks import task

from . import announcing, attachments, holding


@task()
def announce_replies() -> None:
    more = announcing.announce_some()
    if announcing.announce_sorted(timezone.now()) or more:
        announce_replies.enqueue()


@task()
def forget_held_mail() -> None:
    holding.forget(timezone.now())
    attachments.forget(timezone.now())
