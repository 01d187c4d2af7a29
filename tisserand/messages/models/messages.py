from datetime import datetime, timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from tisserand.communities.models import Community
from tisserand.communities.names import fold
from tisserand.mail.plain import extract
from tisserand.mail.written.rendering import HTML, MAIL, TEXT, Body
from tisserand.people.models import Person

from .blocks import Block
from .conversations import Conversation, Participation


class MessageQuerySet(models.QuerySet["Message"]):
    def standing(self):
        """Those not removed."""
        return self.filter(deleted_at=None)

    def readable_by(self, person: Person | int):
        """Those said while this person was there. The one rule for pages, files, exports and reports."""
        there = Q(from_number__lte=OuterRef("number")) & (
            Q(left_number=None) | Q(left_number__gte=OuterRef("number"))
        )
        theirs = Participation.objects.filter(there, conversation=OuterRef("conversation"), person=person)
        return self.filter(Exists(theirs))

    def heard_by(self, person: Person | int):
        """Without those of people whom this person has blocked."""
        return self.exclude(Exists(Block.objects.filter(by=person, whom=OuterRef("author"))))

    def unread_by(self, person: Person | int):
        """Standing words of others, beyond where this person has read in what they have not left."""
        waiting = Participation.objects.current().filter(
            conversation=OuterRef("conversation"),
            person=person,
            read_up_to__lt=OuterRef("number"),
            from_number__lte=OuterRef("number"),
        )
        return self.standing().heard_by(person).filter(Exists(waiting)).exclude(author=person)

    def in_community(self, community: Community | int):
        return self.filter(conversation__community=community)


class Message(models.Model):
    """What somebody said to a few people. `html` is made safe once, at writing."""

    class Via(models.TextChoices):
        PAGE = "", _("on the page")
        MAIL = "mail", _("by mail")

    FORMATS = [(TEXT, TEXT), (HTML, HTML), (MAIL, MAIL)]
    EDITABLE_FOR = timedelta(hours=1)  # later, the others have read it
    RESTORABLE_FOR = timedelta(days=1)  # then what it said is gone

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="private_messages")
    format = models.CharField(max_length=4, choices=FORMATS, default=TEXT)
    via = models.CharField(max_length=5, choices=Via.choices, default=Via.PAGE, blank=True)
    source = models.TextField()
    html = models.TextField()
    text = models.TextField()
    folded = models.TextField(help_text="The text as it is compared: no accents, no capitals.")
    created_at = models.DateTimeField(db_index=True)
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True, db_index=True)
    deleted_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    # Of the form it was written in: the same form sent twice makes one message.
    form_token = models.CharField(max_length=40, null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("private message")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "number"], name="number_messages_once"),
            models.UniqueConstraint(
                fields=["author", "form_token"],
                condition=Q(form_token__isnull=False),
                name="send_a_form_once",
            ),
        ]
        indexes = [models.Index(fields=["author", "created_at"], name="private_by_author")]

    def __str__(self):
        return f"{self.conversation_id}#{self.number}"

    @property
    def url(self) -> str:
        """Its place on the page that holds it."""
        return f"{self.conversation.get_absolute_url()}?at={self.number}#message-{self.number}"

    @property
    def extract(self) -> str:
        return extract(self.text, 200)

    @property
    def gone(self) -> bool:
        """Its author has been erased, and what it said with them."""
        return not self.source and self.deleted_at is None

    @property
    def deleted_by_author(self) -> bool:
        return self.deleted_by_id is not None and self.deleted_by_id == self.author_id

    def written_by(self, person: Person | None) -> bool:
        return person is not None and self.author_id == person.pk

    def editable_by(self, person: Person, now: datetime) -> bool:
        standing = self.deleted_at is None and not self.gone
        return standing and self.written_by(person) and now - self.created_at <= self.EDITABLE_FOR

    def restorable_by(self, person: Person) -> bool:
        """What its author took back, while it is still known what it said."""
        return (
            self.deleted_at is not None
            and self.written_by(person)
            and self.deleted_by_author
            and bool(self.source)
        )

    def say(self, body: Body, format: str) -> None:
        self.source, self.html, self.text, self.format = body.source, body.html, body.text, format
        self.folded = fold(body.text)


SAID = ["source", "html", "text", "folded", "format"]


def file_path(file: "File", name: str) -> str:
    return f"private/{file.token[:2]}/{file.token}"


class FileQuerySet(models.QuerySet["File"]):
    def readable_by(self, person: Person):
        return self.filter(message__in=Message.objects.standing().readable_by(person))


class File(models.Model):
    """A file joined to a private message, stored under a name that nobody chose."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="files")
    token = models.CharField(max_length=32, unique=True)
    file = models.FileField(upload_to=file_path)
    name = models.CharField(max_length=150)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="bytes")

    objects = FileQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.name

    @property
    def is_image(self) -> bool:
        return self.media_type.startswith("image/")
