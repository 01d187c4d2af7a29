from django.utils import timezone
from django_tasks import task

from . import links


@task()
def prune_sign_in_links():
    links.prune(timezone.now())
