from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tisserand.conversations.plain import extract
from tisserand.people.models import Person

from .lifts import Lift
from .rooms import Room


class ChatMessageQuerySet(models.QuerySet["ChatMessage"]):
    def standing(self):
        """Those not removed."""
        return self.filter(deleted_at=None)

    def kept(self, room: Room, now: datetime):
        """Those of this room that are not too old to be shown, whether the night has come by or not."""
        return self.filter(room=room, created_at__gte=room.keeps_from(now))

    def for_reading(self):
        """With all that a line of the room shows; two queries."""
        return self.select_related("author", "lift__thread").prefetch_related("mentions")


class ChatMessage(models.Model):
    """What somebody said in a room: plain text, whose links can be followed when it is shown."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="messages")
    number = models.PositiveIntegerField(help_text="Its place in the room.")
    changed_number = models.PositiveIntegerField(help_text="The number of its last change.")
    author = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="chat_messages")
    text = models.TextField()
    created_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)
    deleted_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    deletion_reason = models.CharField(_("reason"), max_length=500, blank=True)
    lift = models.ForeignKey(Lift, on_delete=models.SET_NULL, null=True, related_name="messages")
    # Of the form it was written in: the same form sent twice makes one message.
    form_token = models.CharField(max_length=40, null=True)

    objects = ChatMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("chat message")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["room", "number"], name="number_messages_once_in_a_room"),
            models.UniqueConstraint(
                fields=["author", "form_token"],
                condition=Q(form_token__isnull=False),
                name="say_a_form_once",
            ),
        ]
        indexes = [
            models.Index(fields=["room", "changed_number"], name="chat_by_change"),
            models.Index(fields=["room", "created_at"], name="chat_by_day"),
            models.Index(fields=["author", "created_at"], name="chat_by_author"),
        ]

    def __str__(self):
        return f"{self.room_id}#{self.number}"

    @property
    def url(self) -> str:
        """Where it stands, however old: on the page of its day."""
        return f"{self.room.url_of_day(self.room.day_of(self.created_at))}#message-{self.number}"

    @property
    def extract(self) -> str:
        return extract(self.text, 300)

    def written_by(self, person: Person | None) -> bool:
        return person is not None and self.author_id == person.pk

    @property
    def deleted_by_author(self) -> bool:
        return self.deleted_by_id is not None and self.deleted_by_id == self.author_id


class ChatMention(models.Model):
    """A message names somebody, who has or has not seen it."""

    message = models.ForeignKey(ChatMessage, on_delete=models.CASCADE, related_name="mentions")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="chat_mentions")
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "person"], name="name_once_in_a_message")]
        indexes = [
            models.Index(fields=["person"], condition=Q(read_at=None), name="chat_mention_unread"),
        ]

    def __str__(self):
        return f"{self.message_id} @{self.person_id}"
