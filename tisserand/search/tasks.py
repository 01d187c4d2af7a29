from django_tasks import task

from . import indexing, meaning


@task()
def follow_changes() -> None:
    if indexing.follow_some():
        follow_changes.enqueue()


@task()
def learn_meanings() -> None:
    if meaning.learn_some():
        learn_meanings.enqueue()
