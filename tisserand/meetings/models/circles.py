from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from tisserand.people.models import Person

from .sessions import LiveSession


class Part(models.Model):
    """What a member brings to a co-development: a situation of theirs, or their help."""

    class Kind(models.TextChoices):
        CASE = "case", _("brings a situation")
        HELP = "help", _("comes to help")

    session = models.ForeignKey(LiveSession, on_delete=models.CASCADE, related_name="parts")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=4, choices=Kind.choices)
    said_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="play_one_part")]

    def __str__(self):
        return f"{self.person_id} {self.kind} {self.session_id}"


class Circle(models.Model):
    """Who plays what in a co-development, and when the host began it: its stages end at hours from then."""

    session = models.OneToOneField(LiveSession, on_delete=models.CASCADE, related_name="circle")
    client = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    host = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    began_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    began_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    def __str__(self):
        return str(self.session_id)
