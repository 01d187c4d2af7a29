"""What is compared to learn whether an act changes anything: who had it, who waited, what was waited for."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from tisserand.communities.models import Community, Membership
from tisserand.people.models import Person


class TrialQuerySet(models.QuerySet["Trial"]):
    def of(self, community: Community):
        """The latest first, whatever they came to."""
        return self.filter(community=community).order_by("-drawn_at", "-pk")


class Trial(models.Model):
    """An act towards many people, some of whom, drawn by lot, do not have it or have it later.

    Everything that decides what will be found is written before the act: who, what is waited for, how long.
    The result is written once, when its time is over, and does not move afterwards.
    """

    class Kind(models.TextChoices):
        HOLD_OUT = "hold_out", _("a part does not have it")
        STAGGERED = "staggered", _("a part has it later")

    class Outcome(models.TextChoices):
        SIGN = "sign", _("a sign of life within 7 days")
        STEP = "step", _("a step done within 14 days")
        FIRST = "first", _("a first contribution within 14 days")

    class Verdict(models.TextChoices):
        EARLY = "early", _("Too early: the answer comes when the time is over.")
        UNKNOWN = "unknown", _("We cannot tell yet.")
        MORE = "more", _("More often with it.")
        LESS = "less", _("Less often with it.")

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="trials")
    what = models.CharField(_("What are you going to do?"), max_length=150)
    kind = models.CharField(_("Who waits?"), max_length=10, choices=Kind.choices, default=Kind.STAGGERED)
    outcome = models.CharField(_("What do you hope for?"), max_length=10, choices=Outcome.choices)
    share = models.PositiveSmallIntegerField(_("Of a hundred people, how many wait?"), default=50)
    seed = models.PositiveBigIntegerField(help_text="The lot can be drawn again, and gives the same.")
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    # The result, once.
    concluded_at = models.DateTimeField(null=True)
    acted, acted_reached = models.PositiveIntegerField(default=0), models.PositiveIntegerField(default=0)
    held, held_reached = models.PositiveIntegerField(default=0), models.PositiveIntegerField(default=0)
    low, high = models.FloatField(null=True), models.FloatField(null=True)

    objects = TrialQuerySet.as_manager()

    class Meta:
        verbose_name = _("trial")
        indexes = [models.Index(fields=["community", "drawn_at"], name="trial_by_day")]
        constraints = [
            models.CheckConstraint(condition=Q(share__gte=10, share__lte=50), name="hold_a_tenth_to_a_half")
        ]

    def __str__(self):
        return self.what

    @property
    def lasts(self) -> timedelta:
        return timedelta(days=7 if self.outcome == self.Outcome.SIGN else 14)

    @property
    def ends_at(self) -> datetime:
        """When all have had their time: those who wait may have the act from then on."""
        return self.drawn_at + self.lasts

    def turn_has_come(self, now: datetime) -> bool:
        """Whether those who only wait may have it now."""
        return self.kind == self.Kind.STAGGERED and now >= self.ends_at

    @cached_property
    def verdict(self) -> str:
        if self.concluded_at is None or self.low is None or self.high is None:
            return self.Verdict.EARLY
        if self.low > 0:
            return self.Verdict.MORE
        return self.Verdict.LESS if self.high < 0 else self.Verdict.UNKNOWN

    @property
    def verdict_words(self) -> str:
        return str(self.Verdict(self.verdict).label)

    @property
    def difference(self) -> float:
        """Of a hundred people, how many more reached it with the act than without; negative when fewer."""
        return 100 * (self.acted_reached / self.acted - self.held_reached / self.held)


class Assignment(models.Model):
    """What the lot gave one person: written before anything is sent, and never changed."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="assignments")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    waits = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["trial", "membership"], name="draw_a_person_once")]

    def __str__(self):
        return f"{self.trial_id} {self.membership_id} {'waits' if self.waits else 'has it'}"
