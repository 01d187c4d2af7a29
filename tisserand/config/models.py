from django.db import models


class Beat(models.Model):
    """One line of the schedule, and the last moment it was fired for: whoever moves it forward fires it."""

    name = models.CharField(max_length=200, unique=True)
    fired_for = models.DateTimeField()

    def __str__(self):
        return f"{self.name} {self.fired_for:%F %T}"


class Pulse(models.Model):
    """A worker or a clock that is alive: it says so every few seconds."""

    name = models.CharField(max_length=80, unique=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self):
        return f"{self.name} {self.at:%F %T}"
