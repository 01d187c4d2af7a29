from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Timed(models.Model):
    """Open until a moment. Nothing closes it: each look compares with the time it is."""

    closes_at = models.DateTimeField(gettext_lazy("closes"))

    class Meta:
        abstract = True

    @classmethod
    def held(cls, pk: int):
        """The row with its thread, locked until the end of the transaction: two acts come in turn."""
        rows = cls._default_manager.select_for_update(of=("self",))
        return rows.select_related("thread__community__organisation").get(pk=pk)

    @property
    def last_day(self) -> date:
        """Until the end of which day, in the zone of the organisation, when it closes at a midnight."""
        last = self.closes_at - timedelta(microseconds=1)
        return last.astimezone(self.thread.community.zone).date()

    def is_open(self, now: datetime) -> bool:
        return now < self.closes_at and self.thread.deleted_at is None

    def hold_open(self, now: datetime) -> None:
        """ValidationError, in words, once it is closed or withdrawn."""
        if self.thread.deleted_at is not None:
            raise ValidationError(_("This has been withdrawn."))
        if now >= self.closes_at:
            raise ValidationError(_("This is closed: nobody can take part any more."))
