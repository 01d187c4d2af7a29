from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models, transaction
from django.db.models import DateField, F, Q, Value
from django.db.models.functions import Coalesce, Least
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from tisserand.people.models import Person

from .. import rights
from ..journal import VERBS
from . import days

if TYPE_CHECKING:
    from .event import Event
    from .membership import Membership


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
    def of(self, person: Person | int):
        """The communities where `person` (or whoever has that id) is a member today."""
        return self.filter(memberships__person=person, memberships__left_at=None)

    def free_slug(self, name: str) -> str:
        """An address for a community of this name, that no other has yet."""
        stem = slugify(name)[:50] or "community"
        taken = set(self.filter(slug__startswith=stem).values_list("slug", flat=True))
        number = 1
        while (slug := stem if number == 1 else f"{stem}-{number}") in taken:
            number += 1
        return slug


class Community(models.Model):
    """Where people gather for long. Every member page and every row hangs from one."""

    class UnnamedQuestions(models.TextChoices):
        NEVER = "never", _("No: everybody asks under their name")
        HIDDEN = "hidden", _("Yes, and nobody sees the name")
        LCM = "lcm", _("Yes, and those who run the community may see the name: the charter says so")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="communities")
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    promise = models.CharField(_("promise to its members"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="fr")
    promised_hours = models.PositiveSmallIntegerField(
        _("answer promised within, in working hours"), default=4
    )
    unnamed_questions = models.CharField(
        _("asking without one's name"),
        max_length=6,
        choices=UnnamedQuestions.choices,
        default=UnnamedQuestions.HIDDEN,
        db_default=UnnamedQuestions.HIDDEN,
    )
    links_held_for = models.PositiveSmallIntegerField(
        _("first messages whose links wait for a look"), default=2, db_default=2
    )
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

    @property
    def offers_unnamed(self) -> bool:
        return self.unnamed_questions != self.UnnamedQuestions.NEVER

    def now(self) -> datetime:
        """The time it is here: the present, or a moment of the past for data that is replayed."""
        return self.at(timezone.now())

    def at(self, present: datetime) -> datetime:
        """The time it is here at that moment of the present: mail lives in the present, posts live here."""
        return present - self.set_back

    def today(self, now: datetime | None = None):
        """The calendar day it is here, in the organisation's zone."""
        return (now or self.now()).astimezone(self.zone).date()

    @transaction.atomic
    def admit(
        self, person: Person, role: str = rights.LEARNER, *, by: Person | None, now: datetime
    ) -> "Membership":
        """Make `person` a member; who had left comes back in this role, with their history."""
        known = {"role": role, "joined_at": now}
        membership, created = self.memberships.get_or_create(person=person, defaults=known)
        returned = self.memberships.filter(pk=membership.pk, left_at__isnull=False).update(
            left_at=None, role=role
        )
        if returned:
            membership.left_at, membership.role = None, role
        if created or returned:
            self.record("joined", by, membership, at=now, role=role, back=bool(returned))
        return membership

    def admit_all(
        self, people: Iterable[Person], role: str = rights.LEARNER, *, by: Person | None, now: datetime
    ) -> "list[Membership]":
        """Make all these people members, in a few queries; those who are or were members stay as they are."""
        known = set(self.memberships.values_list("person_id", flat=True))
        newcomers = [person for person in people if person.pk not in known]
        with transaction.atomic():
            memberships = self.memberships.bulk_create(
                [
                    self.memberships.model(community=self, person=p, role=role, joined_at=now)
                    for p in newcomers
                ],
                batch_size=1000,
            )
            self.record_each("joined", by, memberships, at=now, role=role)
        return memberships

    def record(
        self,
        verb: str,
        actor: Person | None,
        subject=None,
        *,
        at: datetime,
        active_on: date | None = None,
        **detail,
    ) -> "Event":
        """Write one line of the journal: `actor` did `verb` on `subject` (a saved instance or None) at `at`.

        The presence facts of the actor stay true; `active_on` is their last day of presence here when it was
        just read: on that day nothing is to be kept. Raises ValueError on a verb that is not in `VERBS`.
        """
        with transaction.atomic(savepoint=False):
            line = self._line(verb, actor, subject, at, detail)
            if actor is not None and active_on != self.today(at):
                self._note_presence(actor, at)
            line.save(force_insert=True)
        return line

    def record_each(
        self, verb: str, actor: Person | None, subjects: Iterable[models.Model], *, at: datetime, **detail
    ) -> None:
        """One line per subject, of one act on many; in a few queries. Raises ValueError as `record` does."""
        lines = [self._line(verb, actor, subject, at, detail) for subject in subjects]
        if lines:
            with transaction.atomic(savepoint=False):
                if actor is not None:
                    self._note_presence(actor, at)
                self.events.bulk_create(lines, batch_size=1000)

    def note_visit(self, person: Person, at: datetime) -> bool:
        """Write that `person` came, unless the day already has a line of theirs. True when it was written.

        Of two visits at the same instant, one writes: the presence row, changed under a condition, decides.
        """
        with transaction.atomic(savepoint=False):
            first = self._note_presence(person, at)
            if first:
                self._line("visited", person, None, at, {}).save(force_insert=True)
        return first

    def _line(self, verb: str, actor: Person | None, subject, at: datetime, detail: dict) -> "Event":
        if verb not in VERBS:
            raise ValueError(f"no such verb: {verb!r}")
        return self.events.model(
            community=self,
            actor=actor,
            verb=verb,
            object_type=subject._meta.model_name if subject is not None else "",
            object_id=str(subject.pk) if subject is not None else "",
            at=at,
            detail=detail,
        )

    def _note_presence(self, actor: Person, at: datetime) -> bool:
        """Keep the presence facts true before a line is written; True when it is the day's first."""
        day, here = self.today(at), self.memberships.filter(person=actor)
        newer = here.filter(Q(last_active_on__lt=day) | Q(last_active_on=None))
        earliest = Least(Coalesce("first_active_on", Value(day, DateField())), Value(day, DateField()))
        one_more = {"first_active_on": earliest, "active_days": F("active_days") + 1}
        if newer.update(last_active_on=day, recent_days=days.with_newer(day), **one_more):
            return True
        # A day that has left the journal was counted when it left.
        older = here.filter(last_active_on__gt=day).exclude(earlier__last_on__gte=day)
        if older.exists() and not self.events.by(actor).on(day, self.zone).exists():
            return bool(older.update(recent_days=days.with_older(day), **one_more))
        return False
