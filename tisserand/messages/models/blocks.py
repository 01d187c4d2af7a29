from django.db import models

from tisserand.people.models import Person


class Block(models.Model):
    """Somebody wants no private message from somebody else, in whatever community. Nobody else knows."""

    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="blocks")
    whom = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    blocked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by", "whom"], name="block_somebody_once")]

    def __str__(self):
        return f"{self.by_id} × {self.whom_id}"
