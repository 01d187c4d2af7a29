from django.db import models

from .membership import Membership


class EarlierPresence(models.Model):
    """What the lines that have left the journal said of a member's days: nothing up to `last_on` is counted
    again, whatever is loaded later."""

    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="earlier")
    first_on = models.DateField()
    last_on = models.DateField()
    days = models.PositiveIntegerField()
    recent_days = models.PositiveBigIntegerField(default=0, db_default=0)  # as bits: see `days`

    def __str__(self):
        return f"{self.membership_id} {self.first_on}–{self.last_on}"
