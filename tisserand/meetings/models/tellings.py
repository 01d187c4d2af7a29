from django.db import models
from django.db.models import Q

from tisserand.people.models import Person

from .sessions import LiveSession


class Telling(models.Model):
    """Somebody had a mail sent to many about a session. Posted some at a time, in order of person."""

    class Kind(models.TextChoices):
        INVITATION = "invitation"
        CHANGE = "change"
        CANCELLATION = "cancellation"
        AFTERWORD = "afterword"

    session = models.ForeignKey(LiveSession, on_delete=models.CASCADE, related_name="tellings")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    told_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    told_at = models.DateTimeField(help_text="By the clock of the community.")
    told_up_to = models.PositiveBigIntegerField(default=0, help_text="People are told in order of id.")
    started_at = models.DateTimeField(null=True, help_text="Of a change: when it was to begin until then.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session"], condition=Q(kind="afterword"), name="tell_an_afterword_once"
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.session_id}"
