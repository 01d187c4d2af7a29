from django.utils import timezone
from django_tasks import task

from . import erasing, exporting, retention


@task()
def apply_retention() -> None:
    if not retention.apply(timezone.now()):
        apply_retention.enqueue()


@task()
def carry_out_erasures() -> None:
    erasing.carry_out_due(timezone.now())


@task()
def make_export(export_id: int) -> None:
    exporting.make(export_id)


@task()
def forget_exports() -> None:
    exporting.forget_old(timezone.now())
