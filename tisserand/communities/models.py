from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import DateField, F, Q, Value
from django.db.models.functions import Coalesce, Least
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from tisserand.people.models import Person

from . import rights
from .journal import VERBS


class Organisation(models.Model):
    """The company: its calendar, its zone, the number to ring for help."""

    name = models.CharField(_("name"), max_length=120)
    country = models.CharField(_("country"), max_length=2, default="FR")
    time_zone = models.CharField(_("time zone"), max_length=40, default="Europe/Paris")
    open_on = models.CharField(_("open on"), max_length=7, default="12345", help_text="ISO weekdays")
    open_from = models.TimeField(_("opens at"), default=time(9))
    open_until = models.TimeField(_("closes at"), default=time(17, 30))
    help_phone = models.CharField(_("help by phone"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("organisation")

    def __str__(self):
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class CommunityQuerySet(models.QuerySet["Community"]):
    def of(self, person: Person):
        """The communities where `person` is a member today."""
        return self.filter(memberships__person=person, memberships__left_at=None)


class Community(models.Model):
    """Where people gather for long. Every member page and every row hangs from one."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="communities")
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    promise = models.CharField(_("promise to its members"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="fr")
    promised_hours = models.PositiveSmallIntegerField(_("answer promised within, in working hours"), default=4)
    created_at = models.DateTimeField(default=timezone.now)
    set_back = models.DurationField(
        default=timedelta(), help_text="How far this community's clock is behind: data of the past, replayed."
    )

    objects = CommunityQuerySet.as_manager()

    class Meta:
        verbose_name = _("community")
        verbose_name_plural = _("communities")
        ordering = ["name"]

    def __str__(self):
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return self.organisation.zone

    def now(self) -> datetime:
        """The time it is here: the present, or a moment of the past for data that is replayed."""
        return timezone.now() - self.set_back

    def today(self, now: datetime | None = None):
        """The calendar day it is here, in the organisation's zone."""
        return (now or self.now()).astimezone(self.zone).date()

    def record(self, verb: str, actor: Person | None, subject=None, *, at: datetime, **detail) -> "Event":
        """Write one line of the journal: `actor` did `verb` on `subject` (a saved instance or None) at `at`.

        The presence facts of the actor stay true. Raises ValueError on a verb that is not in `VERBS`.
        """
        if verb not in VERBS:
            raise ValueError(f"no such verb: {verb!r}")
        if actor is not None:
            self._note_presence(actor, at)
        return self.events.create(
            actor=actor,
            verb=verb,
            object_type=subject._meta.model_name if subject is not None else "",
            object_id=str(subject.pk) if subject is not None else "",
            at=at,
            detail=detail,
        )

    def _note_presence(self, actor: Person, at: datetime) -> None:
        day, here = self.today(at), self.memberships.filter(person=actor)
        newer = here.filter(Q(last_active_on__lt=day) | Q(last_active_on=None))
        if newer.update(
            first_active_on=Coalesce("first_active_on", Value(day, DateField())), last_active_on=day, active_days=F("active_days") + 1
        ):
            return
        if here.filter(last_active_on__gt=day).exists() and not self.events.by(actor).on(day, self.zone).exists():
            here.update(first_active_on=Least("first_active_on", Value(day, DateField())), active_days=F("active_days") + 1)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def present(self):
        """Those who have not left."""
        return self.filter(left_at=None)

    def learners(self):
        return self.filter(role=rights.LEARNER)

    def for_list(self):
        return self.select_related("person").order_by("person__given_name", "person__family_name", "pk")


class Membership(models.Model):
    """A person in a community, in one role, with what is kept of their presence (see `presence`)."""

    class Role(models.TextChoices):
        LEARNER = rights.LEARNER, _("learner")
        EXPERT = rights.EXPERT, _("expert")
        LCM = rights.LCM, _("community manager")

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.LEARNER)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    welcomed_at = models.DateTimeField(null=True, blank=True)
    welcomed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # Kept facts: what the journal says of this person's days here.
    first_active_on = models.DateField(null=True, blank=True)
    last_active_on = models.DateField(null=True, blank=True)
    active_days = models.PositiveIntegerField(default=0)

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
        if self.active_days < 3:
            return None
        return (self.last_active_on - self.first_active_on).days / (self.active_days - 1)

    def seen(self, now: datetime) -> None:
        """Note that this person came today; one journal line per person and day."""
        if self.last_active_on is None or self.last_active_on < self.community.today(now):
            self.community.record("visited", self.person, at=now)
            self.refresh_from_db(fields=["first_active_on", "last_active_on", "active_days"])


class Invitation(models.Model):
    """An address asked to join, in a role. Accepted, withdrawn, or still waiting."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=10, choices=Membership.Role.choices, default=Membership.Role.LEARNER)
    invited_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("invitation")
        constraints = [
            models.UniqueConstraint(
                fields=["community", "email"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="wait_for_one_answer_per_address",
            )
        ]

    def __str__(self):
        return f"{self.email} → {self.community}"


class EventQuerySet(models.QuerySet["Event"]):
    def by(self, actor: Person):
        return self.filter(actor=actor)

    def on(self, day: date, zone: ZoneInfo):
        """Lines of one calendar day in `zone`."""
        start = datetime.combine(day, time(), tzinfo=zone)
        return self.filter(at__gte=start, at__lt=datetime.combine(day + timedelta(days=1), time(), tzinfo=zone))


class Event(models.Model):
    """One line of the journal, shaped like xAPI: who, did what, on what, when."""

    id = models.BigAutoField(primary_key=True)
    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="events")
    actor = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    verb = models.CharField(max_length=30)
    object_type = models.CharField(max_length=30, blank=True)
    object_id = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField()
    detail = models.JSONField(default=dict)
    # Of a line that came from outside: who, what, when and on what, hashed, so that it is never kept twice.
    source_key = models.BinaryField(max_length=16, null=True, unique=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        indexes = [
            models.Index(fields=["community", "verb", "at"], name="event_by_verb"),
            models.Index(fields=["actor", "community", "at"], name="event_by_actor"),
            models.Index(fields=["object_type", "object_id", "verb"], name="event_by_object"),
        ]

    def __str__(self):
        return f"{self.actor_id} {self.verb} {self.object_type}:{self.object_id} {self.at:%F %T}"
