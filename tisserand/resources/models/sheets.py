from datetime import date

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from tisserand.communities.models import Community, Membership
from tisserand.conversations.models import Post, Thread
from tisserand.people.models import Person
from tisserand.ui.templating.functions import path_of


class SheetQuerySet(models.QuerySet["Sheet"]):
    def published(self):
        return self.filter(Exists(_publications().filter(withdrawn_at=None)))

    def with_state(self):
        """Each sheet knows its `state` without asking."""
        standing = Exists(_publications().filter(withdrawn_at=None))
        return self.annotate(is_published=standing, was_published=Exists(_publications()))

    def visible_to(self, membership: Membership):
        """Those published; and the others, for their owner and for whoever moderates."""
        if membership.may("moderate"):
            return self
        published = Exists(_publications().filter(withdrawn_at=None))
        return self.filter(Q(published) | Q(owner=membership.person_id))

    def kept_by(self, membership: Membership):
        """The same as `Sheet.kept_by`, for many."""
        if membership.may("moderate"):
            return self
        return self.filter(owner=membership.person_id) if membership.may("keep sheets") else self.none()

    def to_review(self, today: date):
        """Published, and their review date has come or a reader doubts them."""
        doubted = Exists(Opinion.objects.open().filter(sheet=OuterRef("pk")))
        return self.published().filter(Q(review_on__lte=today) | Q(doubted))

    def with_doubts(self):
        """Since when readers doubt it and nobody has answered them: `doubted_at`, None when nobody does; how
        many they are: `doubts`; and the last reason one of them gave: `doubt`."""
        doubts = Opinion.objects.open().filter(sheet=OuterRef("pk")).order_by("said_at", "pk")
        reasons = doubts.exclude(why="").order_by("-said_at", "-pk")
        counted = doubts.order_by().values("sheet").values(number=Count("pk"))
        return self.annotate(
            doubted_at=Subquery(doubts.values("said_at")[:1]),
            doubts=Coalesce(Subquery(counted), Value(0)),
            doubt=Coalesce(Subquery(reasons.values("why")[:1]), Value("")),
        )


def _publications():
    return Publication.objects.filter(sheet=OuterRef("pk"))


class Sheet(models.Model):
    """What a community knows about one thing, kept true by somebody. What it says is its last version."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="sheets")
    thread = models.ForeignKey(
        Thread, on_delete=models.SET_NULL, null=True, related_name="sheets", help_text="What it comes from."
    )
    title = models.CharField(_("title"), max_length=200)
    owner = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="sheets", help_text="Who keeps it true."
    )
    created_at = models.DateTimeField()
    review_on = models.DateField(_("to be read again on"))

    objects = SheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("sheet")
        indexes = [
            models.Index(fields=["community", "title"], name="sheet_by_title"),
            models.Index(fields=["community", "review_on"], name="sheet_by_review"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self) -> str:
        return path_of("sheet", self.community.slug, self.pk)

    @property
    def state(self) -> str:
        """Of a sheet read `with_state`."""
        if self.is_published:
            return self.State.PUBLISHED
        return self.State.WITHDRAWN if self.was_published else self.State.DRAFT

    @property
    def stands(self) -> bool:
        return Publication.objects.filter(sheet=self, withdrawn_at=None).exists()

    @property
    def followers(self):
        """Who hears of it: whoever asked in the thread it comes from, and those who follow it."""
        return Person.objects.filter(
            Q(follows__thread=self.thread_id) | Q(threads=self.thread_id) if self.thread_id else Q(pk=None)
        ).distinct()

    def due_on(self, today: date) -> date | None:
        """Of a published sheet read `with_doubts`: the last day that made it to be read again, if it is."""
        doubted_on = self.community.today(self.doubted_at) if self.doubted_at else None
        return max((day for day in (self.review_on, doubted_on) if day and day <= today), default=None)

    def kept_by(self, membership: Membership) -> bool:
        """Its owner, as long as they may keep sheets, and whoever moderates."""
        mine = self.owner_id == membership.person_id and membership.may("keep sheets")
        return mine or membership.may("moderate")


class Publication(models.Model):
    """Somebody gave a sheet to the community; and somebody took it back."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="publications")
    published_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sheet"], condition=Q(withdrawn_at=None), name="publish_a_sheet_once_at_a_time"
            )
        ]

    def __str__(self):
        return f"{self.sheet_id} {self.published_at:%F}"


class Review(models.Model):
    """Somebody read a sheet again when its day had come, and found it still right."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="reviews")
    reviewed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    reviewed_at = models.DateTimeField()
    was_due_on = models.DateField()

    class Meta:
        ordering = ["-reviewed_at", "-pk"]

    def __str__(self):
        return f"{self.sheet_id} {self.reviewed_at:%F}"


class Origin(models.Model):
    """A sheet comes from this post, among others."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="origins")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "post"], name="come_from_a_post_once")]

    def __str__(self):
        return f"{self.sheet_id} ← {self.post_id}"


class OpinionQuerySet(models.QuerySet["Opinion"]):
    def open(self):
        """That a sheet is not right any more: said of what it says now, and not answered since."""
        outdated = self.filter(kind=Opinion.Kind.OUTDATED)
        said_anew = outdated.exclude(sheet__versions__written_at__gt=F("said_at"))
        return said_anew.exclude(sheet__reviews__reviewed_at__gte=F("said_at"))


class Opinion(models.Model):
    """A reader says that a sheet was useful, or that it is not right any more; the last they said. Those who
    keep the sheet read who doubts it, to ask them; of *useful*, nobody reads from whom."""

    class Kind(models.TextChoices):
        USEFUL = "useful", _("useful")
        OUTDATED = "outdated", _("not right any more")

    LONGEST = 300

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="opinions")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="opinions")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    why = models.CharField(max_length=LONGEST, blank=True)
    said_at = models.DateTimeField()

    objects = OpinionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "person"], name="think_one_thing_of_a_sheet"),
            models.CheckConstraint(
                condition=Q(kind__in=("useful", "outdated")), name="find_it_useful_or_outdated"
            ),
        ]

    def __str__(self):
        return f"{self.person_id} {self.kind} {self.sheet_id}"


class Asking(models.Model):
    """Who keeps a sheet was asked by mail to read it again, since it was due on that day: once."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="askings")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    due_on = models.DateField()
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "person", "due_on"], name="ask_for_a_reading_once")
        ]

    def __str__(self):
        return f"{self.sheet_id} {self.due_on}"
