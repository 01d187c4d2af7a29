from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tisserand.communities.models import Community
from tisserand.conversations.models import Thread
from tisserand.effect.models import Trial
from tisserand.letter.models import Edition
from tisserand.meetings.models import LiveSession
from tisserand.people.models import Person
from tisserand.programmes.models import Cohort

from .plans import Plan, Written


class PlannedQuerySet(models.QuerySet["Planned"]):
    def standing(self):
        """Those not called off."""
        return self.filter(cancelled_at=None)

    def open(self):
        """Those not called off, and not done."""
        return self.standing().filter(done_at=None)

    def of(self, community: Community | int):
        return self.filter(community=community)


class Planned(Written):
    """Something on the calendar of a community: an item of a plan applied to a cohort, or one of its own.

    Its day is counted from the cohort's dates each time it is looked at (see `placing`), so that a change of
    these moves what is not done; `moved_to` is the day a person chose instead. What is done keeps `done_at`.
    """

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="planned")
    cohort = models.ForeignKey(
        Cohort, on_delete=models.CASCADE, null=True, blank=True, related_name="planned"
    )
    plan = models.ForeignKey(Plan, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    moved_to = models.DateField(_("on"), null=True, blank=True)
    made_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    done_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    # Drawn by lot before anything left: who has it, who waits (see `effect`).
    trial = models.OneToOneField(
        Trial, on_delete=models.SET_NULL, null=True, blank=True, related_name="planned"
    )
    # What it has become: shown once, on the day of that thing and in its state (see `preparing`).
    session = models.OneToOneField(
        LiveSession, on_delete=models.SET_NULL, null=True, blank=True, related_name="planned_item"
    )
    edition = models.ForeignKey(Edition, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    thread = models.ForeignKey(Thread, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    cancelled_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_why = models.CharField(_("reason"), max_length=300, blank=True)

    objects = PlannedQuerySet.as_manager()

    class Meta:
        verbose_name = _("planned item")
        constraints = [
            models.CheckConstraint(
                condition=Q(cohort__isnull=False) | Q(moved_to__isnull=False), name="have_a_day"
            )
        ]
        indexes = [
            models.Index(
                fields=["community", "cohort"],
                condition=Q(done_at=None, cancelled_at=None),
                name="planned_open",
            ),
            models.Index(fields=["community", "done_at"], name="planned_done"),
        ]

    def __str__(self):
        return self.title

    # Set by whoever places it (`placing.place`): the day and the moment on which it falls.
    on: date
    moment: datetime
    turn_on: date | None = None  # set by `calendar.due`

    @property
    def over(self) -> bool:
        return self.done_at is not None or self.cancelled_at is not None
