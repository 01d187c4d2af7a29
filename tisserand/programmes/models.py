from datetime import date, timedelta

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from tisserand.communities import names
from tisserand.communities.models import Community, Membership
from tisserand.people.models import Person


class DaysAfter(models.Func):
    """The date that is so many days after another: `DaysAfter(day, days)`."""

    output_field = models.DateField()
    template = "(%(expressions)s)"
    arg_joiner = " + "

    def as_sqlite(self, compiler, connection, **extra):
        return self.as_sql(
            compiler, connection, template="date(%(expressions)s || ' days')", arg_joiner=", '+' || ", **extra
        )


class Programme(models.Model):
    """What people learn: a few steps. The course itself lives elsewhere; each step leads to it."""

    class Kind(models.TextChoices):
        REMOTE = "remote", _("remote")
        ROOM = "room", _("face to face")

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="programmes")
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.REMOTE)
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("programme")
        constraints = [models.UniqueConstraint(fields=["community", "name"], name="name_a_programme_once")]

    def __str__(self):
        return self.name

    @property
    def has_history(self) -> bool:
        """Whether anybody has done a step of it, in whatever group."""
        return Progress.objects.filter(step__programme=self.pk).exists()


class Step(models.Model):
    """One thing to do, its usual duration, and its day in the cohort (0: the start)."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField(_("position"))
    title = models.CharField(_("title"), max_length=150)
    minutes = models.PositiveSmallIntegerField(_("duration in minutes"), default=15)
    due_day = models.PositiveSmallIntegerField(_("due, in days after the start"))
    link = models.URLField(_("link"), blank=True)
    source_key = models.CharField(max_length=150, blank=True, help_text="Its name in the LMS, for imports.")

    class Meta:
        verbose_name = _("step")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "position"], name="one_step_per_position")
        ]

    def __str__(self):
        return self.title

    def due_on(self, cohort: "Cohort") -> date:
        return cohort.starts_on + timedelta(days=self.due_day)


class CohortQuerySet(models.QuerySet["Cohort"]):
    def running(self, today: date):
        """Started, and not ended."""
        return self.filter(starts_on__lte=today).filter(Q(ends_on=None) | Q(ends_on__gte=today))

    def of(self, community: Community | int):
        return self.filter(programme__community=community)


class Cohort(models.Model):
    """The people who take a programme together, from a date to another."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="cohorts")
    name = models.CharField(_("name"), max_length=120)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = _("group")
        constraints = [
            models.UniqueConstraint(fields=["programme", "name"], name="name_a_cohort_once"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")), name="end_after_the_start"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def has_history(self) -> bool:
        """Whether anybody has done a step in it."""
        return Progress.objects.filter(enrolment__cohort=self.pk).exists()

    def runs(self, today: date) -> bool:
        return self.starts_on <= today and (self.ends_on is None or today <= self.ends_on)


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def active(self):
        """Those of members who are still here and have not withdrawn."""
        return self.filter(withdrawn_at=None, membership__left_at=None)

    def running(self, today: date):
        """Those whose cohort has started and not ended."""
        over = Q(cohort__ends_on__lt=today)
        return self.filter(cohort__starts_on__lte=today).exclude(over)

    def of(self, community: Community):
        return self.filter(membership__community=community)

    def behind(self, today: date):
        """Active ones, in cohorts that run, with a step not done whose day has passed."""
        due = DaysAfter(OuterRef("cohort__starts_on"), F("due_day"))
        late = _steps_not_done().annotate(due_on=due).filter(due_on__lt=today)
        return self.active().running(today).filter(Exists(late))

    def with_late_step(self, today: date):
        """The same, annotated with `late_step_id`: of those steps, the first whose day has passed."""
        late = _steps_not_done().order_by("due_day", "position")
        return self.behind(today).annotate(late_step_id=Subquery(late.values("pk")[:1]))

    def with_next_step(self):
        """Annotated with `next_step_id`: the first step not done, in order; None at the end."""
        return self.annotate(next_step_id=Subquery(_steps_not_done().order_by("position").values("pk")[:1]))

    def for_list(self):
        given = names.InOrder("membership__person__given_name")
        family = names.InOrder("membership__person__family_name")
        return self.select_related("membership__person").order_by(given, family, "pk")


def _steps_not_done():
    """For a subquery on enrolments: the steps of their programme that they have not done."""
    done = Progress.objects.filter(step=OuterRef("pk"), enrolment=OuterRef(OuterRef("pk")))
    return Step.objects.filter(~Exists(done), programme=OuterRef("cohort__programme"))


class Enrolment(models.Model):
    """A member takes a programme with a cohort."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="enrolments")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="enrolments")
    enrolled_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        constraints = [models.UniqueConstraint(fields=["cohort", "membership"], name="enrol_once")]

    def __str__(self):
        return f"{self.membership_id} → {self.cohort}"


class Progress(models.Model):
    """A step is done: the learner said so, an LCM noted it for them, or the LMS told us."""

    class Source(models.TextChoices):
        DECLARED = "declared", _("declared")
        NOTED = "noted", _("noted by the community manager")
        IMPORTED = "imported", _("imported")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="progress")
    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="progress")
    completed_at = models.DateTimeField()
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.DECLARED)
    noted_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("progress")
        verbose_name_plural = _("progress")
        constraints = [models.UniqueConstraint(fields=["enrolment", "step"], name="complete_a_step_once")]

    def __str__(self):
        return f"{self.enrolment_id} ✓ {self.step}"
