import json
import logging
from datetime import datetime, timedelta
from traceback import format_exception
from typing import Any, Self

from django.db import models
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet, get_date_max

from .task_words import words_for

log = logging.getLogger(__name__)


class Beat(models.Model):
    """One line of the schedule, and the last moment it was fired for: whoever moves it forward fires it."""

    name = models.CharField(max_length=200, unique=True)
    fired_for = models.DateTimeField()

    def __str__(self):
        return f"{self.name} {self.fired_for:%F %T}"


class Pulse(models.Model):
    """A worker or a clock that is alive: it says so every few seconds."""

    name = models.CharField(max_length=80, unique=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self):
        return f"{self.name} {self.at:%F %T}"


class JobQuerySet(DBTaskResultQuerySet):
    def same_as(self, job: "Job") -> Self:
        return self.filter(task_path=job.task_path, args_kwargs=job.args_kwargs)

    def unannounced(self) -> Self:
        """Ready, and no broker has heard of it since it is."""
        return self.ready().filter(started_at=None)


class Job(DBTaskResult):
    """A task that was asked for, from the act that asks to the end, whatever carries it to a worker.

    While it is ready, `started_at` tells when it was announced to the broker (None: it was not). One that
    failed for good is a dead letter: nothing tries it again by itself.
    """

    objects = JobQuerySet.as_manager()

    class Meta:
        proxy = True

    def __str__(self):
        return f"{self.task_path}({self.arguments})"

    @property
    def arguments(self) -> str:
        """As one would type them: `3, next_url="/"`."""
        words = [json.dumps(value, ensure_ascii=False) for value in self.args_kwargs["args"]]
        named = self.args_kwargs["kwargs"].items()
        return ", ".join(words + [f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in named])

    @property
    def attempts(self) -> int:
        return len(self.worker_ids)

    @property
    def words(self) -> str:
        return str(words_for(self.task_path))

    @property
    def problem(self) -> str:
        """What went wrong, on one line: the last that names the error, or the last."""
        lines = [line.strip() for line in self.traceback.splitlines() if line.strip()]
        named = self.exception_class_path.removeprefix("builtins.")
        said = [line for line in lines if named and line.startswith(named)] or lines
        return said[-1] if said else ""

    def set_successful(self, return_value: Any) -> None:
        self._end(
            status=TaskResultStatus.SUCCESSFUL,
            finished_at=timezone.now(),
            return_value=return_value,
            exception_class_path="",
            traceback="",
        )

    def set_failed(self, exc: BaseException) -> None:
        """Note the error; the job waits for its next attempt or, after the last, lies as a dead letter."""
        self._end(
            exception_class_path=f"{type(exc).__module__}.{type(exc).__qualname__}",
            traceback="".join(format_exception(exc)),
            return_value=None,
            **self._after_failing(timezone.now()),
        )

    def _after_failing(self, now: datetime) -> dict[str, Any]:
        pauses = self.pauses
        if self.attempts > len(pauses):
            return {"status": TaskResultStatus.FAILED, "finished_at": now}
        again = now + pauses[self.attempts - 1]
        return {"status": TaskResultStatus.READY, "run_after": again, "started_at": None}

    @property
    def pauses(self) -> tuple[timedelta, ...]:
        """How long it waits after each failure before the next attempt; none when its code is gone."""
        try:
            return getattr(self.task, "retry_after", ())
        except Exception:
            return ()

    def _end(self, **values: Any) -> None:
        """Write how this attempt ended, unless the job was given to another worker meanwhile."""
        ours = Job.objects.running().filter(pk=self.pk, started_at=self.started_at)
        if not ours.update(**values):
            log.warning(
                "Task %s (%s) ended here after it was given to another worker", self.task_path, self.pk
            )
            return
        for name, value in values.items():
            setattr(self, name, value)
        if self.status == TaskResultStatus.FAILED:
            self.gather_dead()

    def gather_dead(self) -> None:
        """One dead letter for each task and arguments: this one, since the first of them."""
        others = Job.objects.failed().same_as(self).exclude(pk=self.pk)
        if first := others.aggregate(at=models.Min("enqueued_at"))["at"]:
            Job.objects.filter(pk=self.pk).update(enqueued_at=min(first, self.enqueued_at))
            others.delete()

    def replay(self) -> bool:
        """Put a dead letter back in the queue, with all its attempts before it; False when it is not dead."""
        dead = Job.objects.failed().filter(pk=self.pk)
        return bool(
            dead.update(
                status=TaskResultStatus.READY,
                run_after=get_date_max(),
                started_at=None,
                finished_at=None,
                worker_ids=[],
            )
        )
