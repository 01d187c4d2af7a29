from django_tasks import task

from . import presence
from .models import Community


@task()
def rebuild_presence(organisation: int) -> None:
    for community in Community.objects.filter(organisation=organisation).select_related("organisation"):
        presence.rebuild(community)
