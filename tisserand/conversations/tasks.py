from django.utils import timezone
from django_tasks import task

from . import announcing, attachments, holding


@task()
def announce_replies() -> None:
    if announcing.announce_some():
        announce_replies.enqueue()


@task()
def forget_held_mail() -> None:
    holding.forget(timezone.now())
    attachments.forget(timezone.now())
