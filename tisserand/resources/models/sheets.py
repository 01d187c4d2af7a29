from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q
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
        """Published, and their review date has come."""
        return self.published().filter(review_on__lte=today)


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
