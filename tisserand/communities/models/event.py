from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tisserand.people.models import Person

from .community import Community


class EventQuerySet(models.QuerySet["Event"]):
    def by(self, actor: Person):
        return self.filter(actor=actor)

    def on(self, day: date, zone: ZoneInfo):
        """Lines of one calendar day in `zone`."""
        start = datetime.combine(day, time(), tzinfo=zone)
        return self.filter(
            at__gte=start, at__lt=datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)
        )

    def about(self, subject: models.Model):
        """The lines written here on this row (not those loaded from outside, whose objects are elsewhere)."""
        return self.filter(
            source_key=None, object_type=subject._meta.model_name, object_id=str(subject.pk)
        ).order_by("at", "pk")


class Event(models.Model):
    """One line of the journal, shaped like xAPI: who, did what, on what, when."""

    id = models.BigAutoField(primary_key=True)
    # No index of their own for the two foreign keys: the indexes below begin with each of them, and the
    # journal is the table where an index weighs.
    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="events", db_index=False)
    actor = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    verb = models.CharField(max_length=30)
    object_type = models.CharField(max_length=30, blank=True)
    object_id = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField()
    detail = models.JSONField(default=dict)
    # Of a line that came from outside: who, what, when and on what, hashed, so that it is never kept twice.
    source_key = models.BinaryField(max_length=16, null=True, unique=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        indexes = [
            models.Index(fields=["community", "verb", "at"], name="event_by_verb"),
            models.Index(fields=["actor", "community", "at"], name="event_by_actor"),
            models.Index(
                fields=["object_type", "object_id", "verb"],
                condition=Q(source_key=None) & ~Q(object_type=""),
                name="event_by_object",
            ),
        ]

    def __str__(self):
        return f"{self.actor_id} {self.verb} {self.object_type}:{self.object_id} {self.at:%F %T}"
