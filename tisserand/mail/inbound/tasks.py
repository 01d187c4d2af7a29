from django.utils import timezone
from django_tasks import task

from . import taking_in


@task()
def take_in_mail():
    if taking_in.take_in_due(timezone.now()) >= taking_in.AT_MOST:
        take_in_mail.enqueue()
