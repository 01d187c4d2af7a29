from django.db import models
from django.utils.translation import gettext_lazy as _

from tisserand.communities.models import Community, Membership
from tisserand.conversations.models import Thread
from tisserand.people.models import Person
from tisserand.resources.models import Sheet


class Decision(models.Model):
    """An LCM decided on a line of the day: later, not at all, or what becomes of the post or sheet.

    `signal` is the key of the line (`indicator:subject:since`): it speaks of that episode only.
    Undone by `withdrawn_at`.
    """

    class Kind(models.TextChoices):
        POSTPONED = "postponed", _("postponed")
        SET_ASIDE = "set_aside", _("set aside")
        SETTLED = "settled", _("settled")
        FOUND_RIGHT = "right", _("found right")
        TAKEN_DOWN = "taken_down", _("taken down")
        STEP_DONE = "step_done", _("agreed step done")

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="decisions")
    signal = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    until = models.DateField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    # What the line was about, so that it can be said later.
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, null=True, related_name="+")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, null=True, related_name="+")
    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, null=True, related_name="+")
    decided_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["community", "signal"], name="decision_by_signal"),
            models.Index(fields=["community", "decided_at"], name="decision_by_day"),
        ]

    def __str__(self):
        return f"{self.signal} {self.kind}"
