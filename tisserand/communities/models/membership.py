from datetime import date, datetime

from django.db import models, transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from tisserand.people.models import Person

from .. import names, rights
from . import days
from .community import Community


class LastLcm(Exception):
    """Nobody would be left to run the community."""


class MembershipQuerySet(models.QuerySet["Membership"]):
    def present(self):
        """Those who have not left."""
        return self.filter(left_at=None)

    def learners(self):
        return self.filter(role=rights.LEARNER)

    def lcms(self):
        return self.filter(role=rights.LCM)

    def named(self, words: str):
        """Those whose name has each of these words, whatever the accents and the capitals.

        The names are compared here rather than by the database, which would not find Chloé for "chloe".
        """
        wanted = names.fold(words).split()
        people = self.values_list("pk", "person__given_name", "person__family_name")
        found = [pk for pk, *name in people if all(word in names.fold(" ".join(name)) for word in wanted)]
        return self.filter(pk__in=found) if wanted else self

    def for_list(self):
        given, family = names.InOrder("person__given_name"), names.InOrder("person__family_name")
        return self.select_related("person").order_by(given, family, "pk")


class Membership(models.Model):
    """A person in a community, in one role, with what is kept of their presence (see `presence`)."""

    class Role(models.TextChoices):
        LEARNER = rights.LEARNER, _("learner")
        EXPERT = rights.EXPERT, _("expert")
        LCM = rights.LCM, _("community manager")

    class Hears(models.TextChoices):
        ALL = "all", _("Every new conversation, and what is said in those I take part in or follow")
        PART = "part", _("What is said in the conversations I take part in or follow")
        ADDRESSED = "addressed", _("Nothing but what is addressed to me")

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.LEARNER)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    welcomed_at = models.DateTimeField(null=True, blank=True)
    welcomed_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # What they hear of, and since when; how often mail comes from here, "" for as everywhere.
    hears = models.CharField(_("what I hear of"), max_length=10, choices=Hears.choices, default=Hears.PART)
    hears_since = models.DateTimeField(null=True, blank=True)
    mail_cadence = models.CharField(
        _("rhythm of mail"), max_length=10, choices=Person.Cadence.choices, blank=True, default=""
    )
    # Kept facts: what the journal says of this person's days here.
    first_active_on = models.DateField(null=True, blank=True)
    last_active_on = models.DateField(null=True, blank=True)
    active_days = models.PositiveIntegerField(default=0)
    recent_days = models.PositiveBigIntegerField(default=0, db_default=0)  # as bits: see `days`

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        constraints = [models.UniqueConstraint(fields=["community", "person"], name="be_a_member_once")]
        indexes = [models.Index(fields=["community", "role", "left_at"], name="membership_by_role")]

    def __str__(self):
        return f"{self.person} · {self.community}"

    def may(self, right: str) -> bool:
        return self.left_at is None and rights.may(self.role, right)

    @cached_property
    def runs_it(self) -> bool:
        return self.may("work the day")

    @property
    def usual_gap(self) -> float | None:
        """Days that usually pass between two days of presence: the mean so far; None before the third."""
        return days.usual_gap(self.first_active_on, self.last_active_on, self.active_days)

    def days_here(self, today: date, within: int = days.DAYS_KEPT) -> int:
        """Their days of presence among the last so many up to `today`, at most `DAYS_KEPT`."""
        if self.last_active_on is None:
            return 0
        return days.within(self.recent_days, (today - self.last_active_on).days, within)

    def seen(self, now: datetime) -> None:
        """Note that this person came today; one journal line per person and day."""
        if self.last_active_on is None or self.last_active_on < self.community.today(now):
            self.community.note_visit(self.person, now)
            self.refresh_from_db(fields=["first_active_on", "last_active_on", "active_days", "recent_days"])

    @transaction.atomic
    def change_role(self, role: str, *, by: Person, now: datetime) -> None:
        """Give this role. Raises LastLcm rather than leave the community without anybody to run it."""
        if role == self.role:
            return
        self._keep_somebody_to_run_it()
        before, self.role = self.role, role
        self.save(update_fields=["role"])
        self.__dict__.pop("runs_it", None)
        self.community.record("changed-role", by, self, at=now, before=before, after=role)

    @transaction.atomic
    def tune(self, *, hears: str, mail_cadence: str, now: datetime) -> bool:
        """What this person hears of here, and how often mail comes; False when nothing changes.

        What they followed before they asked for nothing but what is addressed to them falls silent, and is
        heard again when they change their mind; what they follow afterwards, by hand, is heard.
        """
        if (hears, mail_cadence) == (self.hears, self.mail_cadence):
            return False
        self.hears_since = now if hears != self.hears else self.hears_since
        self.hears, self.mail_cadence = hears, mail_cadence
        self.save(update_fields=["hears", "hears_since", "mail_cadence"])
        self.community.record("tuned", self.person, self, at=now, hears=hears, mail=mail_cadence)
        return True

    @transaction.atomic
    def leave(self, *, by: Person, now: datetime) -> None:
        """End the membership; its history stays. Raises LastLcm as `change_role` does."""
        self._keep_somebody_to_run_it()
        if Membership.objects.present().filter(pk=self.pk).update(left_at=now):
            self.left_at = now
            self.community.record("left", by, self, at=now)

    def _keep_somebody_to_run_it(self) -> None:
        """The rows stay locked until the end of the transaction: two who leave at once are told in turn."""
        if self.role == rights.LCM and self.left_at is None:
            lcms = self.community.memberships.present().lcms().select_for_update()
            if set(lcms.values_list("pk", flat=True)) <= {self.pk}:
                raise LastLcm
