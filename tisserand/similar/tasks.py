from django.utils import timezone
from django_tasks import task

from . import duplicates


@task()
def compare_questions() -> None:
    if duplicates.compare_some(timezone.now()):
        compare_questions.enqueue()
