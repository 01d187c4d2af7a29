from django.db import models


class Removal(models.Model):
    """The invented people and what was theirs are to go, or went. It names nobody: numbers only."""

    communities = models.JSONField(default=list, help_text="Those that go whole.")
    people = models.JSONField(default=list, help_text="Those who still have to go.")
    count = models.PositiveIntegerField(help_text="Of people, when it was asked for.")
    files = models.JSONField(default=list, help_text="Names in the storage of what is still to be removed.")
    asked_at = models.DateTimeField()
    moved_at = models.DateTimeField(help_text="Last sign of life.")
    finished_at = models.DateTimeField(null=True)

    def __str__(self):
        return f"{self.count} {self.asked_at:%F}"

    @property
    def percent(self) -> int:
        return int(100 * (self.count - len(self.people)) / self.count) if self.count else 100
