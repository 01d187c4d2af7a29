from django.db import models

from tisserand.people.models import Person


class CaughtUp(models.Model):
    """How far somebody has caught up with what concerns them: one row each, however much there is.

    Up to `at`, by the present clock, all is read; `before` is what it was, for the day it is undone.
    `opened` holds the keys of the last lines they opened, of those that no other table says are read.
    """

    MOST = 200

    person = models.OneToOneField(
        Person, on_delete=models.CASCADE, primary_key=True, related_name="caught_up"
    )
    at = models.DateTimeField(null=True)
    before = models.DateTimeField(null=True)
    opened = models.JSONField(default=list)

    def __str__(self):
        return f"{self.person_id} {self.at}"
