"""What was done so that people find their way among threads: rows with who and when, which can be undone."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tisserand.communities.models import Community
from tisserand.people.models import Person

from .posts import Post
from .threads import Thread
from .topics import Topic


class ArrangementQuerySet(models.QuerySet["Arrangement"]):
    def concerning(self, thread: Thread):
        """What was done with this thread, or brought posts to it; also with those that were joined to it."""
        with_it = Q(thread=thread) | Q(into=thread) | Q(thread__merged_into=thread)
        return self.filter(with_it).distinct()

    def for_list(self):
        shown = ("thread__community", "into__community", "from_community", "done_by", "undoing__done_by")
        return self.select_related(*shown).order_by("-pk")


class Arrangement(models.Model):
    """Posts that went from one thread to another, or a thread that went to another community.

    Merging: all the posts of `thread` are now in `into`. Splitting: some of them are, and opened it. Moving:
    `thread` was in `from_community`. Undoing is an arrangement too, the other way (`undoes`).
    """

    class Kind(models.TextChoices):
        MERGE = "merge", _("joined to another conversation")
        SPLIT = "split", _("cut in two")
        MOVE = "move", _("moved to another community")
        UNDO = "undo", _("undone")

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="arrangements")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    done_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    done_at = models.DateTimeField()
    into = models.ForeignKey(Thread, on_delete=models.CASCADE, null=True, related_name="arrivals")
    from_community = models.ForeignKey(Community, on_delete=models.CASCADE, null=True, related_name="+")
    from_topic = models.ForeignKey(Topic, on_delete=models.SET_NULL, null=True, related_name="+")
    undoes = models.OneToOneField("self", on_delete=models.CASCADE, null=True, related_name="undoing")

    objects = ArrangementQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.thread_id} {self.kind} {self.done_at:%F %T}"

    @property
    def undone(self) -> bool:
        return getattr(self, "undoing", None) is not None


class FormerPlace(models.Model):
    """Where a post stood before it went to another thread: links to that place lead on to it. A number that
    a thread has once given is never given to another post."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="former_places")
    number = models.PositiveIntegerField()
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="former_places")
    arrangement = models.ForeignKey(Arrangement, on_delete=models.CASCADE, related_name="places")
    by_asker = models.BooleanField(
        default=False, help_text="Whoever asked there wrote it: elsewhere, it answers nobody."
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "number"], name="leave_a_place_once")]

    def __str__(self):
        return f"{self.thread_id}#{self.number} → {self.post_id}"


class Pin(models.Model):
    """Who runs the community keeps this thread in sight, above the lists and not in them."""

    MOST = 3  # in a community

    thread = models.OneToOneField(Thread, on_delete=models.CASCADE, related_name="pin")
    pinned_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    pinned_at = models.DateTimeField()

    def __str__(self):
        return str(self.thread)


class Closing(models.Model):
    """Nobody replies in this thread any more, for a reason that everybody reads. Gone when it is reopened."""

    REASON_LIMIT = 300

    thread = models.OneToOneField(Thread, on_delete=models.CASCADE, related_name="closing")
    closed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField()
    reason = models.CharField(_("reason"), max_length=REASON_LIMIT)

    def __str__(self):
        return str(self.thread)
