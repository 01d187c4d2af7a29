from django.db import models

from tisserand.people.models import Person

from .posts import Post
from .threads import Thread


class NameLeftQuerySet(models.QuerySet["NameLeft"]):
    def waiting(self):
        """Those that nobody has looked at, in messages that stand."""
        return self.filter(settled_at=None, post__deleted_at=None, post__thread__deleted_at=None)

    def for_list(self):
        return self.select_related("post__thread__community", "post__author").order_by("found_at", "pk")


class NameLeft(models.Model):
    """Somebody was erased, and a message of another may still name them: from where to where in its text.

    The name itself is nowhere but in the message.
    """

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="names_left")
    in_title = models.BooleanField(default=False, help_text="In the title of the thread it opens.")
    places = models.JSONField(default=list, help_text="Pairs of positions in the text, or in the title.")
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = NameLeftQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["post"], condition=models.Q(settled_at=None), name="name_left_waiting")
        ]

    def __str__(self):
        return f"{self.post_id} {self.found_at:%F}"

    @property
    def text(self) -> str:
        """Where it stands: the title of the thread, or the words of the message."""
        return self.titled.title if self.in_title else self.post.text

    @property
    def titled(self) -> Thread:
        """The thread that its post opens, or opened before that was joined to another."""
        opened = Thread.objects.filter(former_places__post=self.post, former_places__number=1).first()
        return self.post.thread if self.post.number == 1 or opened is None else opened

    @property
    def edited_since(self) -> bool:
        """Its author said it otherwise: the places mean nothing any more."""
        return self.post.edited_at is not None and self.post.edited_at > self.found_at

    @property
    def words(self) -> list[str]:
        """The very words to look at, longest first."""
        if self.edited_since:
            return []
        return sorted({self.text[start:end] for start, end in self.places}, key=len, reverse=True)
