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
    # The author answers the decision once, on one of the reports it settled; it is confirmed, or revised.
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    revised = models.BooleanField(default=False, help_text="What was removed is put back, or the reverse.")

    class Meta:
        abstract = True

    @classmethod
    def waits_for_a_word(cls, now=None) -> models.Q:
        """Those whose author answered the decision and waits for a word."""
        said = {"replied_at__lte": now} if now else {"replied_at__isnull": False}
        return models.Q(**said, answered_at=None, settled_at__isnull=False)

    @staticmethod
    def of_nobody() -> models.Q:
        """Those that nobody made: who runs the community removed it without having been asked."""
        return models.Q(reported_by=None, reported_at=models.F("settled_at"))

    @property
    def unasked(self) -> bool:
        return self.reported_by_id is None and self.reported_at == self.settled_at

    @property
    def removed(self) -> bool:
        return self.decision == self.Decision.REMOVED

    @property
    def removed_in_the_end(self) -> bool:
        """After what was answered to the author, if they answered."""
        return self.removed != self.revised
