from django_tasks import task

from . import exchanges


@task()
def follow_exchanges() -> None:
    exchanges.follow_journal()
