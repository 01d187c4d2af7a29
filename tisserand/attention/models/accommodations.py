from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tisserand.communities.models import Membership
from tisserand.people.models import Person
from tisserand.ui import times


class AccommodationQuerySet(models.QuerySet["Accommodation"]):
    def holding(self, today: date):
        """Those that are in force on that day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=today), ended_at=None, starts_on__lte=today)

    def pausing(self):
        """Those that ask to leave somebody in peace."""
        return self.filter(kind__in=Accommodation.PAUSES)


class Accommodation(models.Model):
    """What was agreed with one person so that they can follow: more time, paper, a call rather than a mail.

    The LCMs of the community read it, and the person; hierarchy and HR do not. One day or another it ends: on
    `ends_on` (the last day it holds), or when somebody says so (`ended_at`).
    """

    class Kind(models.TextChoices):
        TIME = "time", _("more time")
        PAPER = "paper", _("on paper")
        PHONE = "phone", _("by phone rather than by mail")
        BUDDY = "buddy", _("with a buddy")
        READER = "reader", _("with a screen reader")
        HOURS = "hours", _("days or hours to avoid")
        LEAVE = "leave", _("on leave")
        PEACE = "peace", _("asked to be left in peace")
        OTHER = "other", _("another arrangement")

    # Nobody encourages these people as long as it holds.
    PAUSES = (Kind.LEAVE, Kind.PEACE)
    LONGEST = 300  # characters of its words

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="accommodations")
    kind = models.CharField(_("what was agreed"), max_length=10, choices=Kind.choices)
    words = models.CharField(_("in a few words"), max_length=LONGEST, blank=True)
    starts_on = models.DateField(_("from the"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    agreed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    agreed_at = models.DateTimeField()
    ended_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = AccommodationQuerySet.as_manager()

    class Meta:
        verbose_name = _("accommodation")
        indexes = [models.Index(fields=["membership", "starts_on"], name="accommodation_by_member")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="agree_on_a_beginning_first",
            )
        ]

    def __str__(self):
        return f"{self.membership_id} {self.kind} {self.starts_on:%F}"

    def holds(self, today: date) -> bool:
        begun, over = self.starts_on <= today, self.ends_on is not None and self.ends_on < today
        return begun and not over and self.ended_at is None

    @property
    def in_words(self) -> str:
        """« en congé jusqu’au 3 décembre », « plus de temps : un tiers en plus »."""
        said = {"what": str(self.get_kind_display()), "words": self.words}
        what = gettext("%(what)s: %(words)s") % said if self.words else said["what"]
        if self.ends_on is None:
            return what
        return gettext("%(what)s, until %(day)s") % {"what": what, "day": times.long_date(self.ends_on)}
