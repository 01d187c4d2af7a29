from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tisserand.people.models import Person

from .sessions import LiveSession


class Way(models.TextChoices):
    """How one is there. Whichever it is counts as much."""

    LINK = "link", _("by the link")
    PHONE = "phone", _("by telephone")
    ROOM = "room", _("in the room")


ABSENT = "no"
ANSWERS = [*Way.values, ABSENT]


class SignUp(models.Model):
    """A member said whether they come, and how; `noted_by` when somebody wrote it for them."""

    session = models.ForeignKey(LiveSession, on_delete=models.CASCADE, related_name="sign_ups")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    answer = models.CharField(max_length=5, choices=[*Way.choices, (ABSENT, _("cannot come"))])
    said_at = models.DateTimeField()
    noted_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="answer_a_session_once")]
        indexes = [
            models.Index(
                fields=["session"],
                condition=Q(reminded_at=None) & ~Q(answer=ABSENT),
                name="sign_up_to_remind",
            )
        ]

    def __str__(self):
        return f"{self.person_id} {self.answer} {self.session_id}"

    @property
    def comes(self) -> bool:
        return self.answer != ABSENT


class Attendance(models.Model):
    """A member was there, and how, as noted by who runs the community."""

    session = models.ForeignKey(LiveSession, on_delete=models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    way = models.CharField(max_length=5, choices=Way.choices)
    noted_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="attend_a_session_once")]

    def __str__(self):
        return f"{self.person_id} {self.way} {self.session_id}"


class Invited(models.Model):
    """A mail of invitation was put in the outbox for this person, once."""

    session = models.ForeignKey(LiveSession, on_delete=models.CASCADE, related_name="invited")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    invited_at = models.DateTimeField(help_text="By the clock of the community.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="be_invited_once")]

    def __str__(self):
        return f"{self.session_id} → {self.person_id}"
