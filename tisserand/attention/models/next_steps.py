from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tisserand.communities.models import Membership
from tisserand.mail.models import Envelope
from tisserand.people.models import Person

from .outreach import Outreach


class NextStepQuerySet(models.QuerySet["NextStep"]):
    def open(self):
        """Those that were neither done, dropped nor followed by another."""
        return self.filter(closed_at=None)


class NextStep(models.Model):
    """What was agreed with one person after a call or a word in person: a sentence and a day.

    A support note: the LCMs of the community read it, and the person; hierarchy and HR do not. One at a
    time: another one takes its place.
    """

    class Said(models.TextChoices):
        """What the person said of it, by a button of the mail."""

        DONE = "done", _("it is done")
        NOT_YET = "not_yet", _("not yet")
        CALL = "call", _("call me")

    class End(models.TextChoices):
        DONE = "done", pgettext_lazy("an agreed step", "done")
        DROPPED = "dropped", pgettext_lazy("an agreed step", "dropped")
        REPLACED = "replaced", _("another one was agreed")

    LONGEST = 200  # characters

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="next_steps")
    words = models.CharField(_("what was agreed"), max_length=LONGEST)
    on = models.DateField(_("for the"))
    agreed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    agreed_at = models.DateTimeField()
    outreach = models.ForeignKey(Outreach, on_delete=models.SET_NULL, null=True, related_name="next_steps")
    envelope = models.ForeignKey(Envelope, on_delete=models.SET_NULL, null=True, related_name="+")
    said = models.CharField(max_length=10, choices=Said.choices, blank=True)
    said_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=10, choices=End.choices, blank=True)
    end_why = models.CharField(_("in a word, why"), max_length=LONGEST, blank=True)
    closed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    objects = NextStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreed step")
        constraints = [
            models.UniqueConstraint(
                fields=["membership"], condition=Q(closed_at=None), name="agree_on_one_step_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["membership", "agreed_at"], name="next_step_by_member")]

    def __str__(self):
        return f"{self.membership_id}: {self.words} ({self.on:%F})"
