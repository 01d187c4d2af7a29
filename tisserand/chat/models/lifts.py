from django.db import models

from tisserand.conversations.models import Thread
from tisserand.people.models import Person

from .rooms import Room


class Lift(models.Model):
    """What was said in a room became a question of its own. It outlives the messages, which are kept for less
    time than the thread."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="lifts")
    thread = models.OneToOneField(Thread, on_delete=models.CASCADE, null=True, related_name="lift")
    said_at = models.DateTimeField(help_text="When the first of its messages was written.")
    lifted_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    lifted_at = models.DateTimeField()
    undone_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["room", "said_at"], name="lift_by_day")]

    def __str__(self):
        return f"{self.room_id} → {self.thread_id}"
