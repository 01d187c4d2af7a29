import re
from datetime import time

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tisserand.communities.models import Community
from tisserand.meetings.models import LiveSession
from tisserand.meetings.models.sessions import LONGEST
from tisserand.people.models import Person

# Before lunch: what comes at the end of a day, or of a week, is read least (Houston et al. 2010).
MORNING = time(9, 30)
FARTHEST = 800  # days from the dates of a cohort


class Written(models.Model):
    """What an item of a plan says, to whom, and when: in the plan, and once it is applied to a cohort.

    `answers` are the buttons under a mail: a list of {"label": …, "means": …} (see `meanings`). `questions`
    make a small form of it instead (see `questions`): a mail has one or the other.
    """

    class Kind(models.TextChoices):
        MAIL = "mail", _("mail")
        PAIRS = "pairs", _("mail to pairs")
        CHECK_IN = "check_in", _("check-in by mail")
        SURVEY = "survey", _("survey by mail")
        TASK = "task", _("calls to make")
        POST = "post", _("message to all")
        QUESTION = "question", _("question of the week")
        DEBATE = "debate", _("debate")
        POLL = "poll", _("poll")
        SESSION = "session", _("live session")
        LETTER = "letter", _("letter of the week")
        ROOM = "room", _("in the room")
        NOTE = "note", _("something to do")

    # Those that leave as one mail to each person.
    MAILED = (Kind.MAIL, Kind.PAIRS, Kind.CHECK_IN, Kind.SURVEY)

    class To(models.TextChoices):
        LEARNERS = "learners", _("learners")
        MANAGERS = "managers", _("their managers")
        EXPERTS = "experts", _("experts")

    class Anchor(models.TextChoices):
        START = "start", _("the start")
        ROOM_DAY = "room_day", _("a day in the room")
        END = "end", _("the end")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    to = models.CharField(_("to"), max_length=10, choices=To.choices, default=To.LEARNERS)
    audience = models.CharField(_("among them"), max_length=20, default="everyone")
    anchor = models.CharField(_("counted from"), max_length=10, choices=Anchor.choices, default=Anchor.START)
    room_day = models.PositiveSmallIntegerField(_("which day in the room"), default=1)
    days = models.SmallIntegerField(
        _("days after (before: −)"),
        default=0,
        validators=[MinValueValidator(-FARTHEST), MaxValueValidator(FARTHEST)],
    )
    at = models.TimeField(_("at"), default=MORNING)
    title = models.CharField(_("title"), max_length=150)
    purpose = models.CharField(_("what it is for"), max_length=200, blank=True)
    text = models.TextField(_("text"), max_length=5_000, blank=True)
    answers = models.JSONField(_("one-click answers"), default=list, blank=True)
    questions = models.JSONField(_("questions"), default=list, blank=True)
    session_kind = models.CharField(
        _("of a live session: its kind"), max_length=15, choices=LiveSession.Kind.choices, blank=True
    )
    minutes = models.PositiveSmallIntegerField(
        _("of a live session: how many minutes"),
        null=True,
        blank=True,
        validators=[MinValueValidator(5), MaxValueValidator(LONGEST)],
    )
    asks_intention = models.BooleanField(
        _("the answer is their plan"), default=False, help_text=_("What they answer is kept as their plan.")
    )

    class Meta:
        abstract = True

    @property
    def headline(self) -> str:
        """The title for whoever plans, its places as dots: « …, où en est-ce ? »."""
        return re.sub(r"\{[a-z_]+\}", "…", self.title)

    @property
    def mailed(self) -> bool:
        return self.kind in self.MAILED


class Plan(models.Model):
    """An animation plan of a community: built in, from a finished cohort, from a file, or its own."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="plans")
    name = models.CharField(_("name"), max_length=120)
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="fr")
    made_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("animation plan")
        constraints = [models.UniqueConstraint(fields=["community", "name"], name="name_a_plan_once")]

    def __str__(self):
        return self.name


class PlanItem(Written):
    """One thing that the plan foresees."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("item of a plan")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="one_plan_item_per_position")
        ]

    def __str__(self):
        return self.title
