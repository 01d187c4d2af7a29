"""Facts that are kept rather than counted at each look."""

from django.db import models

from tisserand.communities.models import Membership


class Exchanges(models.Model):
    """Kept facts of a member (see `exchanges`): answers they received, people they exchanged with."""

    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="exchanges")
    answers = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)

    def __str__(self):
        return f"{self.membership_id}: {self.answers} ← {self.people}"


class JournalRead(models.Model):
    """How far the journal had been read for these facts, this time and the time before; one row."""

    up_to = models.BigIntegerField(default=0)
    before = models.BigIntegerField(default=0)

    def __str__(self):
        return f"{self.before}–{self.up_to}"


class LearnedOrder(models.Model):
    """What finished groups taught (see `learned`): plain numbers, of nobody; the latest one counts."""

    learned_at = models.DateTimeField()
    cohorts = models.PositiveIntegerField()
    enrolments = models.PositiveIntegerField()
    numbers = models.JSONField()

    def __str__(self):
        return f"{self.learned_at:%F}, {self.cohorts} cohorts"
