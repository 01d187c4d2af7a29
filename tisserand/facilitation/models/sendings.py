from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tisserand.communities.models import Membership
from tisserand.mail.models import Envelope
from tisserand.people.models import Person

from .planned import Planned


class Sending(models.Model):
    """What one person is written of something planned: edited, approved word by word, or set aside.

    As long as nobody has touched it there is no row: the draft is merged each time it is looked at. Once it
    is approved, `subject` and `text` are exactly what leaves. `person` reads it: the member, or (to a
    manager) somebody else about the member.
    """

    planned = models.ForeignKey(Planned, on_delete=models.CASCADE, related_name="sendings")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="sendings")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    subject = models.CharField(_("subject"), max_length=150)
    text = models.TextField(_("text"), max_length=5_000)
    edited_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    approved_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    envelope = models.ForeignKey(Envelope, on_delete=models.SET_NULL, null=True, related_name="+")
    # Written with the sending that answers are kept for: what a button meant when it left.
    answers = models.JSONField(default=list)
    set_aside_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    set_aside_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("mail of a plan")
        constraints = [
            models.UniqueConstraint(fields=["planned", "membership"], name="write_once_of_each_item"),
            models.CheckConstraint(
                condition=Q(approved_at=None) | Q(set_aside_at=None), name="approve_or_set_aside"
            ),
        ]
        indexes = [models.Index(fields=["membership", "approved_at"], name="sending_by_member")]

    def __str__(self):
        return f"{self.planned_id} → {self.membership_id}"


class Answer(models.Model):
    """The button somebody pressed under a mail of a plan; the last one counts."""

    sending = models.OneToOneField(Sending, on_delete=models.CASCADE, related_name="answer")
    number = models.PositiveSmallIntegerField(help_text="Which of the sending's answers, from 0.")
    means = models.CharField(max_length=20)
    said_at = models.DateTimeField()

    class Meta:
        verbose_name = _("one-click answer")
        indexes = [models.Index(fields=["means", "said_at"], name="answer_by_meaning")]

    def __str__(self):
        return f"{self.sending_id}: {self.means}"

    @property
    def label(self) -> str:
        return self.sending.answers[self.number]["label"]
