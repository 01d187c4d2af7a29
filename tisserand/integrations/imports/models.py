import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from tisserand.communities.models import Community, Membership
from tisserand.people.models import Person

# The source of the fingerprints by which authors of archives are known again.
AUTHOR = "author"


def load_path(load: "Load", name: str) -> str:
    return f"loads/{secrets.token_hex(16)}"


class Load(models.Model):
    """One file brought by an LCM: what it is, what was chosen, how far it went, what was wrong in it.

    The file is kept under a name nobody chose, and only until the load is done or given up.
    """

    class Kind(models.TextChoices):
        PEOPLE = "people", _("people")
        ACTIVITY = "activity", _("activity")
        FORUM = "forum", _("forum")

    class State(models.TextChoices):
        CHOOSING = "choosing", _("being prepared")
        WAITING = "waiting", _("about to start")
        RUNNING = "running", _("under way")
        DONE = "done", _("done")
        FAILED = "failed", _("stopped")
        UNDONE = "undone", _("undone")

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="loads")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.CHOOSING)
    started_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=150)
    file = models.FileField(upload_to=load_path, max_length=100)
    choices = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    share = models.FloatField(default=0, help_text="How much of the file has been read, 0 to 1.")
    created_at = models.DateTimeField()
    moved_at = models.DateTimeField(null=True, help_text="Last sign of life of a load under way.")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("load")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["community", "kind", "created_at"], name="load_by_kind")]

    def __str__(self):
        return f"{self.kind} {self.name}"

    def forget_file(self) -> None:
        """Remove the file from the disk; what was counted stays."""
        if self.file:
            self.file.delete(save=False)
            self.file = ""


class Replaced(models.Model):
    """A value that a load of people has put in the place of another, as long as it can be taken back.

    `told` is what a file had said of it before, None when none had.
    """

    load = models.ForeignKey(Load, on_delete=models.CASCADE, related_name="replaced")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    field = models.CharField(max_length=20)
    old = models.CharField(max_length=254, blank=True)
    new = models.CharField(max_length=254)
    told = models.CharField(max_length=254, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["load", "membership", "field"], name="replace_a_value_once_a_load"
            )
        ]

    def __str__(self):
        return f"{self.membership_id} {self.field}"


class ExternalId(models.Model):
    """How another system names a person of this community: a staff number, an LMS account, a fingerprint."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="external_ids")
    source = models.CharField(max_length=40)
    key = models.CharField(max_length=150)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="external_ids")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "source", "key"], name="name_one_person_per_system")
        ]
        indexes = [models.Index(fields=["person", "community"], name="external_id_by_person")]

    def __str__(self):
        return f"{self.source}:{self.key}"


class LoadedPerson(models.Model):
    """What the last spreadsheet said of a member, so that the next one can tell who changed what since."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="loaded_people")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="loaded_as")
    values = models.JSONField(default=dict)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "person"], name="remember_one_line_each")]

    def __str__(self):
        return f"{self.person_id} {self.loaded_at:%F}"
