from django.utils import timezone
from django_tasks import task

from . import delivery


@task(retry_after=())  # the clock calls it every minute
def deliver_outbox():
    if delivery.deliver_due(timezone.now()) >= delivery.AT_MOST:
        deliver_outbox.enqueue()
