from django.db import models
from django.utils.translation import gettext_lazy as _

from tisserand.communities.models import Community, Membership
from tisserand.people.models import Person


class Decision(models.Model):
    """An LCM put a line of the day aside: until a date, or for good with a reason. Undone by `withdrawn_at`.

    `signal` is the key of the line (`indicator:subject:since`): it speaks of that episode only.
    """

    class Kind(models.TextChoices):
        POSTPONED = "postponed", _("postponed")
        SET_ASIDE = "set_aside", _("set aside")

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="decisions")
    signal = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    until = models.DateField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["community", "signal"], name="decision_by_signal")]

    def __str__(self):
        return f"{self.signal} {self.kind}"


class Outreach(models.Model):
    """Something an LCM did towards one person: the support note, closed to hierarchy and HR."""

    class Kind(models.TextChoices):
        REPLIED = "replied", _("replied")
        WROTE = "wrote", _("wrote")
        CALLED = "called", _("called")
        GREETED = "greeted", _("greeted")
        RELAUNCHED = "relaunched", _("relaunched")

    class Outcome(models.TextChoices):
        REACHED = "reached", _("we spoke")
        MESSAGE = "message", _("left a message")
        NO_ANSWER = "no_answer", _("no answer")

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="outreach")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    done_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    done_at = models.DateTimeField()
    signal = models.CharField(max_length=120, blank=True, help_text="The line of the day it answered.")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    note = models.TextField(_("note"), blank=True)
    envelope = models.PositiveBigIntegerField(null=True, help_text="The mail it sent.")
    post = models.PositiveBigIntegerField(null=True, help_text="The post it wrote.")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["membership", "done_at"], name="outreach_by_member")]

    def __str__(self):
        return f"{self.kind} → {self.membership_id} {self.done_at:%F}"
