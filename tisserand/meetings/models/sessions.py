from datetime import date, datetime, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from tisserand.chat.models import Room
from tisserand.communities.models import Community, Membership
from tisserand.conversations.models import Thread
from tisserand.people.models import Person
from tisserand.programmes.models import Cohort, Enrolment
from tisserand.ui.templating.functions import path_of

LONGEST = 12 * 60
on_the_web = URLValidator(schemes=["http", "https"])


class LiveSessionQuerySet(models.QuerySet["LiveSession"]):
    def for_list(self):
        """With its community, its group and who leads it: what a page or a mail says of it."""
        return self.select_related("community__organisation", "cohort__programme").prefetch_related(
            "leaders__person"
        )

    def visible_to(self, member: Membership):
        """All of them for who plans; for the others those of the whole community, of a group they are in, and
        those they lead or host."""
        here = self.filter(community=member.community_id)
        if member.may("plan animation"):
            return here
        return here.filter(concerns(member.person_id))

    def standing(self):
        return self.filter(cancelled_at=None)

    def to_come(self, now: datetime):
        """Not over yet, called off or not; the next one first."""
        return self.filter(ends_at__gt=now).order_by("starts_at", "pk")

    def past(self, now: datetime):
        return self.filter(ends_at__lte=now).order_by("-starts_at", "-pk")


def concerns(person: models.F | OuterRef | int) -> Q:
    """Sessions to which this member is asked: of everybody, of a group of theirs, that they lead or host."""
    enrolled = Enrolment.objects.active().filter(cohort=OuterRef("cohort"), membership__person=person)
    leads = Leader.objects.filter(session=OuterRef("pk"), person=person)
    return Q(cohort=None) | Q(circle__host=person) | Exists(enrolled) | Exists(leads)


class LiveSession(models.Model):
    """People meet at a moment: by a link, by telephone, in a room. `ends_at` is a kept fact, from `minutes`.

    `sequence` grows each time that the hour or the place changes: a calendar that has it knows which is last.
    """

    class Kind(models.TextChoices):
        KICK_OFF = "kick-off", _("opening meeting")
        EXPERT_HOUR = "expert-hour", _("expert hour")
        CO_DEVELOPMENT = "co-development", _("co-development")
        CLOSING = "closing", _("closing meeting")
        OTHER = "other", _("meeting")

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="live_sessions")
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, null=True, related_name="live_sessions")
    kind = models.CharField(_("kind"), max_length=15, choices=Kind.choices, default=Kind.OTHER)
    title = models.CharField(_("title"), max_length=120)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(
        _("how long, in minutes"), default=60, validators=[MinValueValidator(5), MaxValueValidator(LONGEST)]
    )
    link = models.CharField(_("link to join"), max_length=500, blank=True, validators=[on_the_web])
    phone = models.CharField(_("telephone number to join"), max_length=20, blank=True, help_text="E.164")
    phone_code = models.CharField(_("code to type on the telephone"), max_length=40, blank=True)
    room = models.CharField(_("meeting room"), max_length=120, blank=True)
    description = models.TextField(_("what it is about"), max_length=5000, blank=True)
    places = models.PositiveSmallIntegerField(
        _("places"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    sequence = models.PositiveIntegerField(default=0)
    chat_room = models.OneToOneField(Room, on_delete=models.SET_NULL, null=True, related_name="live_session")
    planned_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    planned_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    cancel_reason = models.CharField(max_length=300, blank=True)

    objects = LiveSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("live session")
        indexes = [
            models.Index(fields=["community", "ends_at"], name="live_session_by_end"),
            models.Index(fields=["starts_at"], condition=Q(cancelled_at=None), name="live_session_to_remind"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")), name="end_a_meeting_after_its_start"
            ),
            models.CheckConstraint(condition=Q(places=None) | Q(places__gte=1), name="have_a_place_at_least"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self) -> str:
        return path_of("live-session", self.community.slug, self.pk)

    @property
    def day(self) -> date:
        """The calendar day it begins, in the zone of the organisation."""
        return self.starts_at.astimezone(self.community.zone).date()

    @property
    def length(self) -> timedelta:
        return self.ends_at - self.starts_at

    @property
    def present_start(self) -> datetime:
        """When it begins by the clock on the wall: that of the community may be set back."""
        return self.starts_at + self.community.set_back

    def is_over(self, now: datetime) -> bool:
        return now >= self.ends_at

    def is_on(self, now: datetime) -> bool:
        return self.starts_at <= now < self.ends_at and self.cancelled_at is None

    def takes_answers(self, now: datetime) -> bool:
        return self.cancelled_at is None and not self.is_over(now)

    def leaders_named(self) -> list[Person]:
        return [one.person for one in self.leaders.all()]


class Leader(models.Model):
    """Somebody who leads a session."""

    session = models.ForeignKey(LiveSession, on_delete=models.CASCADE, related_name="leaders")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="lead_a_session_once")]

    def __str__(self):
        return f"{self.person_id} → {self.session_id}"


class Afterword(models.Model):
    """What was said, for those who were not there and for later: a few lines, perhaps a recording, perhaps a
    conversation that goes on."""

    session = models.OneToOneField(LiveSession, on_delete=models.CASCADE, related_name="afterword")
    text = models.TextField(_("what was said"), max_length=10_000)
    recording = models.CharField(
        _("link to the recording"), max_length=500, blank=True, validators=[on_the_web]
    )
    thread = models.ForeignKey(Thread, on_delete=models.SET_NULL, null=True, related_name="+")
    written_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField()

    def __str__(self):
        return f"{self.session_id} {self.written_at:%F}"
