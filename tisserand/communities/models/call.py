from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from .event import Event
from .membership import Membership


class CallRequestQuerySet(models.QuerySet["CallRequest"]):
    def standing(self):
        """Those not taken back, of people with whom nobody has spoken since."""
        talked = Event.objects.filter(
            actor=OuterRef("membership__person"),
            community=OuterRef("membership__community"),
            verb="talked",
            at__gte=OuterRef("asked_at"),
        )
        return self.filter(~Exists(talked), withdrawn_at=None)


class CallRequest(models.Model):
    """« Stuck, call me »: a member asks the people who run the community to ring them.

    It stands until somebody has spoken with them (a line « talked » in the journal), or they take it back.
    """

    LONGEST = 500  # characters of their words

    class Moment(models.TextChoices):
        ANY = "any", _("as soon as you can")
        MORNING = "morning", _("in the morning")
        NOON = "noon", _("at lunch time")
        AFTERNOON = "afternoon", _("in the afternoon")

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="call_requests")
    asked_at = models.DateTimeField()
    phone = models.CharField(max_length=20, blank=True, help_text="E.164; empty when none is known.")
    moment = models.CharField(max_length=10, choices=Moment.choices, default=Moment.ANY)
    words = models.CharField(max_length=LONGEST, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = CallRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("call asked for")
        indexes = [models.Index(fields=["membership", "asked_at"], name="call_request_by_member")]

    def __str__(self):
        return f"{self.membership_id} {self.asked_at:%F %T}"
