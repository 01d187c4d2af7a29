"""The queue: a row written in the transaction of the act. What was not committed was never asked for."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks.base import Task
from django_tasks.utils import normalize_json
from django_tasks_db.backend import DatabaseBackend


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientTask(Task):
    """A task that is tried again when it fails: `@task(retry_after=(timedelta(minutes=1), …))`."""

    retry_after: tuple[timedelta, ...] = settings.TASK_RETRY_AFTER
    """How long to wait after each failure, before a dead letter; () when the clock calls it again anyway."""


class Queue(DatabaseBackend):
    """The same task with the same arguments waits once: whoever asks again gets the one that waits.

    The one that waits is held until the asker commits, so that it runs after and sees what was done. Two
    that ask in the same instant may both be served.
    """

    task_class = PatientTask

    def enqueue(self, task: Any, args: Any, kwargs: Any):
        self.validate_task(task)
        with transaction.atomic(savepoint=False):
            for twin in self._waiting(task, args, kwargs).select_for_update(skip_locked=True)[:1]:
                return twin.task_result
            return super().enqueue(task, args, kwargs)

    def _waiting(self, task: Task, args: Any, kwargs: Any):
        """The same, not begun and due at the same moment; no attempt of it has been made."""
        from .models import Job, get_date_max

        # In no order: an index then leads straight to them (migration 0003).
        return Job.objects.order_by().filter(
            status=TaskResultStatus.READY,
            task_path=task.module_path,
            args_kwargs=normalize_json({"args": args, "kwargs": kwargs}),
            run_after=task.run_after or get_date_max(),
            priority=task.priority,
            worker_ids=[],
        )
