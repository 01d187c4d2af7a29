import secrets
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tisserand.mail.models import Envelope
from tisserand.people.models import Person


class RetentionPeriod(models.Model):
    """An administrator chose how long a kind of datum is kept. The last one that applies is the one that
    holds; without any, the default of the holding."""

    holding = models.CharField(max_length=40)
    months = models.PositiveSmallIntegerField(_("months"))
    chosen_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    chosen_at = models.DateTimeField()
    applies_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["holding", "applies_at"], name="period_by_holding")]

    def __str__(self):
        return f"{self.holding} {self.months}"


class ErasureQuerySet(models.QuerySet["Erasure"]):
    def pending(self):
        """Asked for, neither done nor withdrawn."""
        return self.filter(done_at=None, withdrawn_at=None)


class Erasure(models.Model):
    """Somebody is to be erased on a day to come, or was. It says when and why, never who they were."""

    class Cause(models.TextChoices):
        THEMSELVES = "themselves", _("asked by themselves")
        ADMINISTRATOR = "administrator", _("asked by an administrator")
        UNSEEN = "unseen", _("not seen for a long time")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="erasures")
    cause = models.CharField(max_length=15, choices=Cause.choices)
    asked_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    envelope = models.ForeignKey(
        Envelope, on_delete=models.SET_NULL, null=True, related_name="+", help_text="The mail that told them."
    )
    files = models.JSONField(default=list, help_text="Names in the storage of what is still to be removed.")
    remaining = models.PositiveIntegerField(
        default=0, help_text="Messages of others where their name may still stand."
    )

    objects = ErasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("erasure")
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(done_at=None, withdrawn_at=None), name="erase_a_person_once"
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(done_at=None, withdrawn_at=None), name="erasure_due")
        ]

    def __str__(self):
        return f"{self.person_id} {self.cause} {self.due_at:%F}"

    @property
    def pending(self) -> bool:
        return self.done_at is None and self.withdrawn_at is None


def export_path(export: "Export", name: str) -> str:
    return f"exports/{secrets.token_hex(16)}"


class Export(models.Model):
    """All that is held about a person, in one file they can take away; gone after a week."""

    GOOD_FOR = timedelta(days=7)

    class State(models.TextChoices):
        WAITING = "waiting", _("about to start")
        RUNNING = "running", _("under way")
        READY = "ready", _("ready")
        FAILED = "failed", _("stopped")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="exports")
    asked_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    share = models.FloatField(default=0, help_text="How much is done, 0 to 1.")
    moved_at = models.DateTimeField(help_text="Its last sign of life.")
    ready_at = models.DateTimeField(null=True)
    file = models.FileField(upload_to=export_path, max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0, help_text="bytes")

    class Meta:
        verbose_name = _("export")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state__in=["waiting", "running"]),
                name="make_one_export_at_a_time",
            )
        ]

    def __str__(self):
        return f"{self.person_id} {self.state}"

    @property
    def under_way(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)

    @property
    def percent(self) -> int:
        return round(self.share * 100)

    @property
    def good_until(self) -> datetime | None:
        return self.ready_at + self.GOOD_FOR if self.ready_at else None

    def fetchable(self, now: datetime) -> bool:
        """Whether the file is there to be taken."""
        return self.state == self.State.READY and self.good_until is not None and now < self.good_until
