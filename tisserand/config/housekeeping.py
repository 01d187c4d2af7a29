"""What has served and is thrown away."""

from datetime import datetime, timedelta

from django_tasks_db.models import DBTaskResult

from tisserand.people.models import Session

DONE_TASKS_KEPT = timedelta(days=2)
FAILED_TASKS_KEPT = timedelta(days=90)


def prune(now: datetime) -> dict[str, int]:
    """Delete sessions that are over and old task results; how many of each."""
    done, failed = DBTaskResult.objects.successful(), DBTaskResult.objects.failed()
    over = {
        "sessions": Session.objects.filter(expire_date__lt=now),
        "done tasks": done.filter(finished_at__lt=now - DONE_TASKS_KEPT),
        "failed tasks": failed.filter(finished_at__lt=now - FAILED_TASKS_KEPT),
    }
    return {name: rows.delete()[0] for name, rows in over.items()}
