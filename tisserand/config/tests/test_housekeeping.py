from datetime import timedelta

import pytest
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from tisserand.config import housekeeping
from tisserand.people.models import Session


@pytest.fixture
def result(db):
    def make(status, finished_at):
        row = DBTaskResult.objects.create(
            status=status, args_kwargs={}, task_path="x.y", backend_name="default", run_after=get_date_max()
        )
        DBTaskResult.objects.filter(pk=row.pk).update(finished_at=finished_at)
        return row

    return make


def test_what_is_over_goes_and_the_rest_stays(now, result):
    old, recent = now - timedelta(days=30), now - timedelta(hours=3)
    Session.objects.create(session_key="over", session_data="", expire_date=now - timedelta(seconds=1))
    Session.objects.create(session_key="open", session_data="", expire_date=now + timedelta(days=1))
    result(TaskResultStatus.SUCCESSFUL, old)
    kept = {
        result(TaskResultStatus.SUCCESSFUL, recent).pk,
        result(TaskResultStatus.FAILED, old).pk,  # failures are kept longer, to be read
        result(TaskResultStatus.RUNNING, None).pk,
        result(TaskResultStatus.READY, None).pk,
    }
    assert housekeeping.prune(now) == {"sessions": 1, "done tasks": 1, "failed tasks": 0}
    assert set(DBTaskResult.objects.values_list("pk", flat=True)) == kept
    assert Session.objects.get().session_key == "open"
