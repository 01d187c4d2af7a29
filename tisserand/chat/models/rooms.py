"""Where people talk: one lasting room per community, and rooms for a session that begins and ends."""

from datetime import date, datetime, time, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, gettext_lazy, override
from django.utils.translation import gettext_lazy as _

from tisserand.communities.models import Community
from tisserand.people.calendar import WorkingHours, next_working_moment
from tisserand.people.models import Person
from tisserand.ui.templating.functions import path_of

# How long a room of a session stays in sight once it is over.
AFTERWARDS = timedelta(days=14)
DAYS = 10_000_000  # more than a calendar has


class RoomQuerySet(models.QuerySet["Room"]):
    def lasting(self, community: Community) -> "Room":
        """The room that every community has; made the first time somebody comes."""
        with override(community.language):
            known = {"name": gettext("The room"), "opened_at": community.created_at}
        room, _new = self.get_or_create(community=community, starts_at=None, defaults=known)
        room.community = community
        return room

    def in_sight(self, community: Community, now: datetime):
        """The lasting room first, then those of sessions to come, under way, or just over."""
        kept = Q(starts_at=None) | Q(ends_at__gt=now - AFTERWARDS)
        return self.filter(kept, community=community).order_by(F("starts_at").asc(nulls_first=True), "pk")


class Room(models.Model):
    """A room is open always, at certain hours, or not at all for now; that of a session, from its start to
    its end. Whatever is said or changed in it takes the next number, so that what a reader has up to a number
    is whole."""

    class Hours(models.TextChoices):
        ALWAYS = "always", _("day and night")
        HOURS = "hours", _("on certain days, at certain hours")
        CLOSED = "closed", _("not for the moment")

    KEPT = {
        7: _("a week"),
        30: _("a month"),
        90: _("three months"),
        180: _("six months"),
        365: _("a year"),
    }

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="rooms")
    name = models.CharField(gettext_lazy("name"), max_length=80)
    hours = models.CharField(_("open"), max_length=6, choices=Hours.choices, default=Hours.ALWAYS)
    open_on = models.CharField(max_length=7, default="12345", help_text="ISO weekdays")
    open_from = models.TimeField(default=time(9))
    open_until = models.TimeField(default=time(17, 30))
    kept_days = models.PositiveSmallIntegerField(_("history kept"), default=90, choices=KEPT.items())
    starts_at = models.DateTimeField(null=True, help_text="Of a session; null for the lasting room.")
    ends_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField()
    last_number = models.PositiveIntegerField(default=0, help_text="Highest number given so far.")
    told_on = models.DateField(null=True, help_text="The last day whose digest was sent.")

    objects = RoomQuerySet.as_manager()

    class Meta:
        verbose_name = _("room")
        constraints = [
            models.UniqueConstraint(
                fields=["community"], condition=Q(starts_at=None), name="have_one_lasting_room"
            ),
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="end_a_session_after_its_start",
            ),
        ]
        indexes = [models.Index(fields=["community", "ends_at"], name="room_by_end")]

    def __str__(self):
        return self.name

    def get_absolute_url(self) -> str:
        return path_of("chat-room", self.community.slug, self.pk) if self.starts_at else self._lasting_url

    @property
    def _lasting_url(self) -> str:
        return path_of("chat", self.community.slug)

    def url_of_day(self, day: date) -> str:
        return path_of("chat-day", self.community.slug, self.pk, day.isoformat())

    def is_open(self, now: datetime) -> bool:
        return self.opens_at(now) == now

    def opens_at(self, now: datetime) -> datetime | None:
        """`now` when one may write, otherwise when one next may; None when that is not known."""
        if self.starts_at and self.ends_at:
            return None if now >= self.ends_at else max(now, self.starts_at)
        if self.hours == self.Hours.HOURS:
            return next_working_moment(self._calendar, now)
        return now if self.hours == self.Hours.ALWAYS else None

    @property
    def _calendar(self) -> WorkingHours:
        """Its hours, in the zone of its community, whose public holidays are free."""
        place = self.community.organisation
        return WorkingHours(place.country, place.time_zone, self.open_on, self.open_from, self.open_until)

    def keeps_from(self, now: datetime) -> datetime:
        """What was said before that moment is no longer kept."""
        return now - timedelta(days=self.kept_days)

    def day_of(self, moment: datetime) -> date:
        """The calendar day it was here."""
        return moment.astimezone(self.community.zone).date()

    def span_of(self, day: date) -> tuple[datetime, datetime]:
        """When that day begins and ends here."""
        begins, ends = (datetime.combine(one, time(), self.community.zone) for one in _and_next(day))
        return begins, ends

    def key_of(self, day: date) -> int:
        """The number of that day among the documents of the search."""
        return self.pk * DAYS + day.toordinal()

    def hold(self) -> int:
        """Lock this room until the end of the transaction and take its next number."""
        held = Room.objects.select_for_update().only("last_number").get(pk=self.pk)
        self.last_number = held.last_number + 1
        Room.objects.filter(pk=self.pk).update(last_number=self.last_number)
        return self.last_number


def _and_next(day: date) -> tuple[date, date]:
    return day, day + timedelta(days=1)


class DigestWish(models.Model):
    """Somebody asked for what was said each day, by mail."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="digest_wishes")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="digest_wishes")
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "person"], name="ask_for_a_digest_once")]

    def __str__(self):
        return f"{self.person_id} → {self.room_id}"
