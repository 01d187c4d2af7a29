from datetime import UTC, datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tisserand.communities.models import Community, Membership
from tisserand.conversations.models import Thread
from tisserand.mail.models import Envelope
from tisserand.mail.written import dressing
from tisserand.people.models import Person
from tisserand.ui.templating.functions import path_of


class EditionQuerySet(models.QuerySet["Edition"]):
    def gone(self):
        """Those that readers have, or are about to have: newest first."""
        return self.filter(composing_at__isnull=False).order_by("-composing_at", "-pk")

    def to_come(self):
        return self.filter(composing_at=None).order_by("leaves_at", "pk")

    def to_compose(self):
        """Approved, and not every reader has their copy yet."""
        return self.filter(approved_at__isnull=False, composed_at=None).order_by("leaves_at", "pk")


class Edition(models.Model):
    """One letter of a community: what is the same for everybody, and how far its copies are.

    It is a draft until somebody approves it; it leaves at `leaves_at` and not before the hold of approval is
    over. Moments are told by the clock of the community. What is counted is kept with each batch of copies.
    """

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="editions")
    subject = models.CharField(max_length=200)
    leaves_at = models.DateTimeField()
    format = models.CharField(max_length=4, default="text")
    source = models.TextField(blank=True)
    html = models.TextField(blank=True)
    text = models.TextField(blank=True)
    chosen = models.ForeignKey(
        Thread, on_delete=models.SET_NULL, null=True, related_name="+", help_text="The story for everybody."
    )
    drafted_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    drafted_at = models.DateTimeField()
    edited_at = models.DateTimeField()
    approved_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    composing_at = models.DateTimeField(null=True, help_text="Since when copies are made: no way back.")
    composed_at = models.DateTimeField(null=True, help_text="When the last copy was made.")
    # How far the copies are: readers come in order of membership.
    composed_up_to = models.PositiveBigIntegerField(default=0)
    readers = models.PositiveIntegerField(default=0, help_text="Members when the copies were begun.")
    by_mail = models.PositiveIntegerField(default=0)
    on_paper = models.PositiveIntegerField(default=0)
    nothing = models.PositiveIntegerField(default=0, help_text="Readers for whom there was nothing to say.")
    unwanted = models.PositiveIntegerField(default=0, help_text="Readers who want no such mail.")

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        constraints = [
            models.UniqueConstraint(
                fields=["community"], condition=Q(composing_at=None), name="prepare_one_letter_at_a_time"
            )
        ]
        indexes = [
            models.Index(
                fields=["leaves_at"],
                condition=Q(approved_at__isnull=False, composed_at=None),
                name="edition_to_compose",
            )
        ]

    def __str__(self):
        return self.subject

    def get_absolute_url(self) -> str:
        return path_of("letter", self.community.slug, self.pk)

    @property
    def gone(self) -> bool:
        return self.composing_at is not None

    @property
    def under_way(self) -> bool:
        return self.gone and self.composed_at is None

    @property
    def composed(self) -> int:
        return self.by_mail + self.on_paper + self.nothing + self.unwanted

    @property
    def percent(self) -> int:
        return min(100 * self.composed // self.readers, 100) if self.readers else 100

    @property
    def stamp(self) -> str:
        """Of its words as they are now: who approves says which words they have read."""
        return self.edited_at.astimezone(UTC).isoformat()

    @property
    def mail_html(self) -> str:
        return dressing.for_mail(self.html, settings.SITE_URL)


class Copy(models.Model):
    """What one reader has of an edition: one row each, made once. Also for whom there was nothing to say.

    `items` are `[kind, subject, why, about]`, in order; see `relevance`.
    """

    class Way(models.TextChoices):
        MAIL = "mail", _("by mail")
        PAPER = "paper", _("on paper")
        NOTHING = "nothing", _("nothing to say")
        UNWANTED = "unwanted", _("wants no such mail")

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="copies", db_index=False)
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="letters")
    way = models.CharField(max_length=8, choices=Way.choices)
    items = models.JSONField(default=list)
    composed_at = models.DateTimeField(db_index=True)
    envelope = models.ForeignKey(Envelope, on_delete=models.SET_NULL, null=True, related_name="+")
    printed_at = models.DateTimeField(null=True)
    printed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "membership"], name="compose_a_copy_once")]
        indexes = [
            models.Index(fields=["edition", "membership"], condition=Q(way="paper"), name="copy_on_paper")
        ]

    def __str__(self):
        return f"{self.edition_id} → {self.membership_id} ({self.way})"


class Told(models.Model):
    """What letters have said to one reader, never to be said again: by key of item, the day it was said.

    One row a reader, however many letters; `keep` lets go what cannot come again.
    """

    KEPT_DAYS = 400
    # A step stays on somebody's path for as long as it takes.
    LASTING = ("step.", "late.")

    membership = models.OneToOneField(
        Membership, on_delete=models.CASCADE, primary_key=True, related_name="told_by_letters"
    )
    keys = models.JSONField(default=dict)
    last_at = models.DateTimeField(db_index=True)

    def __str__(self):
        return f"{self.membership_id} ({len(self.keys)})"

    @classmethod
    def kept(cls, keys: dict[str, int], now: datetime) -> dict[str, int]:
        """The keys that still matter on that day."""
        first = now.date().toordinal() - cls.KEPT_DAYS
        return {key: day for key, day in keys.items() if day >= first or key.startswith(cls.LASTING)}
