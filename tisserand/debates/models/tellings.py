from django.db import models
from django.db.models import Q

from tisserand.conversations.models import Thread
from tisserand.people.models import Person

from .polls import Poll


class Telling(models.Model):
    """Somebody had a mail sent to many: an invitation to take part, or an outcome. Sent some at a time."""

    class Kind(models.TextChoices):
        INVITATION = "invitation"
        OUTCOME = "outcome"

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="tellings")
    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, null=True, related_name="tellings")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    told_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    told_at = models.DateTimeField(help_text="By the clock of the community.")
    told_up_to = models.PositiveBigIntegerField(default=0, help_text="People are told in order of id.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["thread"], condition=Q(kind="outcome"), name="tell_an_outcome_once"
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.thread_id}"
