from django.db import models

from tisserand.communities.models import Community
from tisserand.people.models import Person

from .posts import Post
from .threads import Thread


class Held(models.Model):
    """A mail that anybody may have written, or that answers several conversations at once: the person whose
    name it bears says by one click what becomes of it (see `holding`). Nobody else ever sees it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="held_mail")
    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="+")
    thread = models.ForeignKey(
        Thread, on_delete=models.CASCADE, null=True, related_name="+", help_text="Empty for a new question."
    )
    among = models.JSONField(default=list, help_text="The threads one of which it answers.")
    without_name = models.BooleanField(default=False, db_default=False)
    title = models.CharField(max_length=200)
    source = models.TextField()
    received_at = models.DateTimeField(db_index=True)
    post = models.ForeignKey(
        Post, on_delete=models.SET_NULL, null=True, related_name="+", help_text="What it has become."
    )

    def __str__(self):
        return f"{self.person_id} {self.received_at:%F %T}"
