from django.utils import timezone
from django_tasks import task

from . import files, running


@task()
def run_load(load_id: int) -> None:
    running.run(load_id)


@task()
def forget_old_files() -> None:
    files.forget_old(timezone.now())
