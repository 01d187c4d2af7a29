from django.utils import timezone
from django_tasks import task

from . import delivery


@task()
def deliver_outbox():
    if delivery.deliver_due(timezone.now()) >= delivery.AT_MOST:
        deliver_outbox.enqueue()
