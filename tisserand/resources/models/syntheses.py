from django.db import models

from tisserand.conversations.models import Thread
from tisserand.people.models import Person


class Synthesis(models.Model):
    """What a long thread comes to, said by who runs the community; what it says is its last version."""

    thread = models.OneToOneField(Thread, on_delete=models.CASCADE, related_name="synthesis")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    withdrawn_why = models.CharField(max_length=500, blank=True, default="")

    def __str__(self):
        return str(self.thread)

    @property
    def stands(self) -> bool:
        return self.withdrawn_at is None

    @property
    def followers(self):
        """Who hears of it: the members who follow its thread."""
        return Person.objects.filter(follows__thread=self.thread_id)
