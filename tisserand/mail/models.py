from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tisserand.people.models import Person

from .inbound.models import Arrival, LostAddress

__all__ = ["Arrival", "Envelope", "Letter", "LostAddress"]


class Envelope(models.Model):
    """One mail to one person, of one kind: the outbox. It is composed when it leaves, from the ids in `data`.

    A kind that gathers has at most one envelope waiting per person and `key`; what comes meanwhile is
    appended to its `data["items"]`. `items` is the same list for every kind.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        CLAIMED = "claimed", _("leaving")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        UNCERTAIN = "uncertain", _("uncertain")
        DROPPED = "dropped", _("dropped")

    kind = models.CharField(max_length=30)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="envelopes")
    key = models.CharField(max_length=100, blank=True)
    data = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, help_text="When a worker took it; composing happens now.")
    handed_at = models.DateTimeField(
        null=True, help_text="When it was given to the mail server, if known no further."
    )
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)
    message_id = models.CharField(max_length=200, blank=True, db_index=True)
    subject = models.CharField(max_length=250, blank=True)

    class Meta:
        verbose_name = _("mail")
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="envelope_due"),
            models.Index(fields=["claimed_at"], condition=Q(state="claimed"), name="envelope_claimed"),
            models.Index(fields=["person", "kind", "created_at"], name="envelope_by_person"),
            models.Index(fields=["sent_at"], name="envelope_sent"),
            models.Index(
                fields=["state"], condition=Q(state__in=["failed", "uncertain"]), name="envelope_trouble"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "key"],
                condition=Q(state="waiting") & ~Q(key=""),
                name="gather_in_one_envelope",
            )
        ]

    def __str__(self):
        return f"{self.kind} → {self.person_id} ({self.state})"

    @property
    def items(self) -> list[dict]:
        """What was posted, oldest first: one dict of ids per `outbox.post`."""
        return self.data.get("items", [self.data])

    @property
    def elsewhere(self) -> str:
        """The address it goes to when that is not the one by which we know the person; else ""."""
        return self.data.get("to", "")


class Stopped(models.Model):
    """Somebody wants no more mail of a class; what is necessary and answers are never stopped so."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="stopped_mail")
    mail_class = models.CharField(max_length=15)
    stopped_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "mail_class"], name="stop_a_class_once")]

    def __str__(self):
        return f"{self.person_id} × {self.mail_class}"


class Letter(models.Model):
    """A mail as it left, kept readable on the site's own mail box page (demo and first steps only)."""

    envelope = models.OneToOneField(Envelope, on_delete=models.SET_NULL, null=True, related_name="letter")
    sent_at = models.DateTimeField(db_index=True)
    sender = models.CharField(max_length=250)
    recipient = models.CharField(max_length=250, db_index=True)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField()
    raw = models.BinaryField()

    class Meta:
        ordering = ["-sent_at", "-pk"]

    def __str__(self):
        return self.subject
