"""What syntheses and sheets say: a version each time, and what it quotes."""

from django.db import models
from django.db.models import Q

from tisserand.conversations.models import Post
from tisserand.people.models import Person

from .sheets import Sheet
from .syntheses import Synthesis


class VersionQuerySet(models.QuerySet["Version"]):
    def of(self, work: "Synthesis | Sheet"):
        """Those of one work, the last one first."""
        mine = {"synthesis": work} if isinstance(work, Synthesis) else {"sheet": work}
        return self.filter(**mine).order_by("-number")


class Version(models.Model):
    """One wording. `html` is made safe at writing; where it quotes a post there is a comment instead of the
    words (see `quoting`), and `text` is without them: what others wrote is kept in one place only."""

    synthesis = models.ForeignKey(Synthesis, on_delete=models.CASCADE, null=True, related_name="versions")
    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, null=True, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200, blank=True, help_text="Of a sheet.")
    html = models.TextField()
    text = models.TextField()
    up_to = models.PositiveIntegerField(null=True, help_text="Of a synthesis: the last post it knows.")
    written_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField()
    # Of the form it was written in: the same form sent twice makes one version.
    form_token = models.CharField(max_length=40, null=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["synthesis", "number"], name="number_versions_of_a_synthesis"),
            models.UniqueConstraint(fields=["sheet", "number"], name="number_versions_of_a_sheet"),
            models.UniqueConstraint(
                fields=["written_by", "form_token"],
                condition=Q(form_token__isnull=False),
                name="write_a_form_once",
            ),
            models.CheckConstraint(
                condition=Q(synthesis__isnull=False, sheet__isnull=True)
                | Q(synthesis__isnull=True, sheet__isnull=False),
                name="a_version_says_one_thing",
            ),
        ]

    def __str__(self):
        return f"{self.work} {self.number}"

    @property
    def work(self) -> "Synthesis | Sheet":
        return self.synthesis or self.sheet  # type: ignore[return-value]  # held by a constraint


class Quotation(models.Model):
    """Words of a post that a version quotes. They are shown as long as the post says them (see `quoting`)."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="quotations")
    place = models.PositiveIntegerField(help_text="Which one of the version, from 1.")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    words = models.TextField()

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["version", "place"], name="quote_once_in_a_place"),
        ]

    def __str__(self):
        return f"{self.version_id} {self.place}"


class Telling(models.Model):
    """Those who follow are to hear of this version: asked for once, told once."""

    version = models.OneToOneField(Version, on_delete=models.CASCADE, related_name="telling")
    asked_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["asked_at"], condition=Q(told_at=None), name="telling_due")]

    def __str__(self):
        return str(self.version)
