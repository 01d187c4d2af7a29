from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tisserand.communities.models import Community
from tisserand.people.models import Person


class ThreadQuerySet(models.QuerySet["Thread"]):
    def visible(self):
        """Those not deleted."""
        return self.filter(deleted_at=None)

    def waiting(self):
        """Questions and help requests that nobody but their asker has answered, or found unsolved since."""
        return self.visible().filter(Q(first_reply_at=None) | Q(unsolved__isnull=False)).filter(
            kind__in=Thread.ASKING, acceptance=None
        )

    def solved(self):
        return self.visible().filter(acceptance__isnull=False)

    def for_list(self):
        return self.select_related("author", "acceptance", "last_post_by").order_by("-last_post_at", "-pk")


class Thread(models.Model):
    """A question, a discussion or a request for help, and the posts that follow. Post number 1 opens it."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("question")
        DISCUSSION = "discussion", _("discussion")
        HELP = "help", _("technical help")

    ASKING = (Kind.QUESTION, Kind.HELP)

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="threads")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=200)
    author = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="threads")
    created_at = models.DateTimeField()
    promised_at = models.DateTimeField(null=True, help_text="When the asker was promised a first answer.")
    deleted_at = models.DateTimeField(null=True)
    # Where it came from, for threads loaded from an archive: never loaded twice.
    source_key = models.CharField(max_length=200, null=True)
    # Kept facts, true after each act (see `facts`).
    reply_count = models.PositiveIntegerField(default=0)
    first_reply_at = models.DateTimeField(null=True, help_text="First post by somebody else.")
    last_post_at = models.DateTimeField()
    last_post_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("thread")
        constraints = [
            models.UniqueConstraint(
                fields=["community", "source_key"], name="load_a_thread_once", condition=Q(source_key__isnull=False)
            )
        ]
        indexes = [
            models.Index(F("community"), F("last_post_at").desc(), name="thread_by_freshness"),
            models.Index(fields=["community", "kind", "first_reply_at", "promised_at"], name="thread_waiting"),
            models.Index(fields=["author", "community"], name="thread_by_author"),
        ]

    def __str__(self):
        return self.title


class Post(models.Model):
    """What somebody wrote. `html` is sanitised and rendered once, at writing; `text` is for mail and extracts."""

    class Format(models.TextChoices):
        TEXT = "text", "plain text, a little Markdown"
        HTML = "html", "HTML from the visual editor"
        MAIL = "mail", "plain text from a mail, quotes folded"

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="posts")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="posts")
    format = models.CharField(max_length=4, choices=Format.choices, default=Format.TEXT)
    source = models.TextField()
    html = models.TextField()
    text = models.TextField()
    quotes = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="quoted_by")
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    deleted_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    source_key = models.CharField(max_length=200, null=True, db_index=True)

    class Meta:
        verbose_name = _("post")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["thread", "number"], name="number_posts_once_in_a_thread")]
        indexes = [models.Index(fields=["author", "created_at"], name="post_by_author")]

    def __str__(self):
        return f"{self.thread_id}#{self.number}"


class Revision(models.Model):
    """What a post said before it was edited."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="revisions")
    html = models.TextField()
    source = models.TextField()
    written_at = models.DateTimeField(help_text="When this wording was written.")
    replaced_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-written_at", "-pk"]

    def __str__(self):
        return f"{self.post} {self.written_at:%F %T}"


class Acceptance(models.Model):
    """The asker says: this post answered me."""

    thread = models.OneToOneField(Thread, on_delete=models.CASCADE, related_name="acceptance")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="acceptances")
    accepted_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    accepted_at = models.DateTimeField()

    def __str__(self):
        return str(self.post)


class Unsolved(models.Model):
    """The asker says: I was answered, and it is not solved. Gone at the next answer or at acceptance."""

    thread = models.OneToOneField(Thread, on_delete=models.CASCADE, related_name="unsolved")
    said_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    said_at = models.DateTimeField()

    def __str__(self):
        return str(self.thread)


class Follow(models.Model):
    """Somebody wants to hear of this thread."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="follows")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="follows")
    followed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "person"], name="follow_once")]

    def __str__(self):
        return f"{self.person_id} → {self.thread_id}"


class Reading(models.Model):
    """How far somebody has read: where to resume, not how much is unread."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="readings")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="readings")
    last_number = models.PositiveIntegerField()
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "person"], name="read_from_one_place")]

    def __str__(self):
        return f"{self.person_id} {self.thread_id}#{self.last_number}"


class Mention(models.Model):
    """A post names somebody."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="mentions")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="mentions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "person"], name="mention_once_in_a_post")]

    def __str__(self):
        return f"{self.post_id} @{self.person_id}"


class Report(models.Model):
    """Somebody asks the LCM to look at a post; settled by a decision and its reason."""

    class Decision(models.TextChoices):
        KEPT = "kept", _("kept as it is")
        REMOVED = "removed", _("removed")

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reports")
    reported_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    reported_at = models.DateTimeField()
    reason = models.CharField(_("reason"), max_length=500)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    decision_reason = models.CharField(_("reason for the decision"), max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post", "reported_by"], condition=Q(settled_at=None), name="report_a_post_once_at_a_time"
            )
        ]

    def __str__(self):
        return f"{self.post} {self.reported_at:%F %T}"


def attachment_path(attachment: "Attachment", name: str) -> str:
    return f"attachments/{attachment.token[:2]}/{attachment.token}"


class Attachment(models.Model):
    """A file joined to a post, stored under a name that nobody chose."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="attachments", null=True)
    token = models.CharField(max_length=32, unique=True)
    file = models.FileField(upload_to=attachment_path)
    name = models.CharField(max_length=150)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="bytes")
    uploaded_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField()

    def __str__(self):
        return self.name


