from django.db import models
from django.utils.translation import gettext_lazy as _

from tisserand.people.models import Person


class Moderated(models.Model):
    """Somebody asks those who run the community to look at what somebody said; settled by a decision and its
    reason. Each app has its own rows, of what is said there (see `judging`)."""

    class Decision(models.TextChoices):
        KEPT = "kept", _("kept as it is")
        REMOVED = "removed", _("removed")

    reported_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    reported_at = models.DateTimeField()
    reason = models.CharField(_("reason"), max_length=500)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    decision_reason = models.CharField(_("reason for the decision"), max_length=500, blank=True)

    class Meta:
        abstract = True
