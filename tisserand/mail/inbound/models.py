from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tisserand.people.models import Person

from . import mail_box


class Arrival(models.Model):
    """One mail to one of our addresses, as it came. The same mail handed over again is the same row."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        REFUSED = "refused"
        IGNORED = "ignored"
        FAILED = "failed"

    digest = models.CharField(max_length=64, unique=True)
    recipient = models.CharField(max_length=320)
    sender = models.CharField(max_length=320, blank=True, help_text="Of the envelope; empty for a bounce.")
    raw = models.BinaryField(help_text="Emptied after some weeks.")
    size = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    problem = models.CharField(max_length=300, blank=True)
    answer = models.TextField(blank=True, help_text="Why it was refused, in the words that were answered.")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="arrivals")
    attempts = models.PositiveSmallIntegerField(default=0)
    received_at = models.DateTimeField(db_index=True)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("mail received")
        indexes = [models.Index(fields=["due_at"], condition=Q(state="waiting"), name="arrival_due")]

    def __str__(self):
        return f"{self.pk} ({self.state})"


class Look(models.Model):
    """Into the mail box that mail is fetched from: since when it could, or could not, be read."""

    box = models.CharField(max_length=500, unique=True)
    since = models.DateTimeField(help_text="The first time we looked there.")
    read_at = models.DateTimeField(null=True, help_text="The last time it was read.")
    failures = models.PositiveIntegerField(default=0, help_text="Since then.")
    problem = models.CharField(max_length=300, blank=True)

    def __str__(self):
        return f"{self.box} {self.read_at:%F %T}" if self.read_at else f"{self.box}, never"

    @classmethod
    def last(cls) -> "Look | None":
        """Into the box of TISSERAND_IMAP_URL; None without such a box, or before anybody looked."""
        url = settings.MAIL_IN_IMAP_URL
        return cls.objects.filter(box=str(mail_box.address(url))).first() if url else None

    @property
    def last_good(self) -> datetime:
        return self.read_at or self.since

    def succeeded(self, now: datetime) -> None:
        self.read_at, self.failures, self.problem = now, 0, ""
        self.save()

    def failed(self, words: str) -> None:
        self.failures, self.problem = self.failures + 1, words[:300]
        self.save()


class LostAddress(models.Model):
    """An address that mail came back from for good, as long as it is this person's."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="lost_address")
    email = models.EmailField(max_length=254)
    since = models.DateTimeField()
    said = models.CharField(max_length=300)

    def __str__(self):
        return f"{self.person_id} since {self.since:%F}"
