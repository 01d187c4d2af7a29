from django.conf import settings
from django.db import models
from django.db.models import F, FilteredRelation, Q
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext_lazy as _

from tisserand.communities.models import Community
from tisserand.mail.written import dressing
from tisserand.people.models import Person
from tisserand.ui.templating.functions import path_of

from ..plain import extract
from .threads import Thread
from .unnamed import Unnamed, Written


class PostQuerySet(models.QuerySet["Post"]):
    def standing(self):
        """Those not deleted."""
        return self.filter(deleted_at=None)

    def for_reading(self):
        """What a page shows of them, without what only editing and mails need."""
        shown = self.select_related("author", "unnamed", "quotes__author")
        return shown.defer("source", "text", "quotes__source", "quotes__html")

    def with_places(self, community: int):
        """Where the author of each stands in the community, unless they have left it: `place` and
        `place_role`."""
        there = Q(author__memberships__community=community, author__memberships__left_at=None)
        place = FilteredRelation("author__memberships", condition=there)
        return self.annotate(at=place).annotate(place=F("at__pk"), place_role=F("at__role"))


class Post(Written, models.Model):
    """What somebody wrote. `html` is made safe once, at writing; `text` is for mail and extracts."""

    class Format(models.TextChoices):
        TEXT = "text", "plain text, a little Markdown"
        HTML = "html", "HTML from the visual editor"
        MAIL = "mail", "plain text from a mail, quotes folded"

    class Via(models.TextChoices):
        PAGE = "", _("on the page")
        MAIL = "mail", _("by mail")

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="posts")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="posts")
    unnamed = models.ForeignKey(Unnamed, on_delete=models.SET_NULL, null=True, related_name="posts")
    format = models.CharField(max_length=4, choices=Format.choices, default=Format.TEXT)
    via = models.CharField(max_length=5, choices=Via.choices, default=Via.PAGE, blank=True)
    source = models.TextField()
    html = models.TextField()
    text = models.TextField()
    quotes = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="quoted_by"
    )
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    deleted_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    deletion_reason = models.CharField(_("reason"), max_length=500, blank=True)
    source_key = models.CharField(max_length=200, null=True, db_index=True)
    # Of the form it was written in: the same form sent twice makes one post.
    form_token = models.CharField(max_length=40, null=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["thread", "number"], name="number_posts_once_in_a_thread"),
            models.UniqueConstraint(
                fields=["author", "form_token"],
                condition=Q(form_token__isnull=False),
                name="post_a_form_once",
            ),
            models.UniqueConstraint(
                fields=["unnamed", "form_token"],
                condition=Q(form_token__isnull=False, unnamed__isnull=False),
                name="post_a_form_once_unnamed",
            ),
            models.CheckConstraint(
                condition=Q(author=None) | Q(unnamed=None), name="unnamed_posts_have_no_author"
            ),
        ]
        indexes = [models.Index(fields=["author", "created_at"], name="post_by_author")]

    def __str__(self):
        return f"{self.thread_id}#{self.number}"

    @property
    def url(self) -> str:
        return self.thread.url_of(self.number)

    @property
    def extract(self) -> str:
        return extract(self.text, 300)

    @property
    def mail_html(self) -> str:
        """The same for a mail: nothing in it is fetched, its pictures and videos are links."""
        return dressing.for_mail(self.html, settings.SITE_URL)

    def permanent_url(self, community: str) -> str:
        """An address that leads to it wherever it stands, by the slug of a community of who asks."""
        return path_of("post", community, self.pk)

    @property
    def deleted_by_author(self) -> bool:
        return self.deleted_by_id is not None and self.deleted_by_id == self.real_author_id


class Revision(models.Model):
    """What a post said before it was edited, and the title of its thread when the post opens one."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="revisions")
    title = models.CharField(max_length=200, blank=True)
    html = models.TextField()
    source = models.TextField()
    written_at = models.DateTimeField(help_text="When this wording was written.")
    replaced_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-written_at", "-pk"]

    def __str__(self):
        return f"{self.post} {self.written_at:%F %T}"


class Mention(models.Model):
    """A post names somebody."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="mentions")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="mentions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "person"], name="mention_once_in_a_post")]

    def __str__(self):
        return f"{self.post_id} @{self.person_id}"


class FirstWords(models.Model):
    """A kept fact: the first post that somebody wrote in a community and that stands (see `first_words`)."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="first_words")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="first_words")
    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="first_words")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "author"], name="speak_first_once")]
        indexes = [models.Index(fields=["community", "written_at"], name="first_words_by_day")]

    def __str__(self):
        return f"{self.author_id} {self.post_id}"


class Announcement(models.Model):
    """The followers of a thread are still to hear of this post; gone once all have (see `announcing`)."""

    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="announcement")
    told_up_to = models.PositiveBigIntegerField(default=0, help_text="Followers are told in order of id.")
    # True in the database for what an older version writes: it tells who asked with the post itself.
    asker_told = models.BooleanField(
        db_default=True, help_text="Who asked was told at once, or is not to be told."
    )

    def __str__(self):
        return f"{self.post_id} > {self.told_up_to}"


class Sorting(models.Model):
    """A thread was put in a topic after it had begun: those who hear of each conversation that begins there
    are still to hear of it (see `announcing`)."""

    thread = models.OneToOneField(Thread, on_delete=models.CASCADE, related_name="sorting")
    sorted_at = models.DateTimeField(
        help_text="The present, also where the clock of the community is set back."
    )
    told_up_to = models.PositiveBigIntegerField(default=0, help_text="Followers are told in order of id.")

    def __str__(self):
        return f"{self.thread_id} > {self.told_up_to}"


def attachment_path(attachment: "Attachment", name: str) -> str:
    return f"attachments/{attachment.token[:2]}/{attachment.token}"


def small_path(attachment: "Attachment", name: str) -> str:
    return f"{attachment_path(attachment, name)}-small"


class Attachment(models.Model):
    """A file joined to a post, or a picture in its text, stored under a name that nobody chose. Of neither a
    post nor a held mail: a picture put in a text that is still being written (see `attachments.forget`)."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="attachments", null=True)
    held = models.ForeignKey("Held", on_delete=models.CASCADE, related_name="attachments", null=True)
    token = models.CharField(max_length=32, unique=True)
    file = models.FileField(upload_to=attachment_path)
    name = models.CharField(max_length=150)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="bytes")
    # Of a picture that stands in the text of its post: drawn by us (`mail.written.pictures`), in two sizes.
    width = models.PositiveIntegerField(null=True, help_text="pixels; empty for a file that is only joined")
    height = models.PositiveIntegerField(null=True, help_text="pixels")
    small = models.FileField(
        upload_to=small_path,
        blank=True,
        default="",
        db_default="",
        help_text="For phones; empty when it is small.",
    )
    description = models.CharField(
        max_length=500, blank=True, default="", db_default="", help_text="For whoever does not see it."
    )
    uploaded_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.name

    @property
    def is_image(self) -> bool:
        return self.media_type.startswith("image/")

    @property
    def files(self) -> list[FieldFile]:
        """What it has on the disk."""
        return [self.file, self.small] if self.small else [self.file]
