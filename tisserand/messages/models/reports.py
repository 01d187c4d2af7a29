from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tisserand.communities.models import Community, Moderated
from tisserand.people.models import Person

from .messages import Message


class ReportQuerySet(models.QuerySet["Report"]):
    def waiting(self):
        """Those nobody has settled, longest wait first."""
        return self.filter(settled_at=None).order_by("reported_at", "pk")

    def unanswered(self):
        """Those whose author answered the decision, longest wait first."""
        return self.filter(Moderated.waits_for_a_word()).order_by("replied_at", "pk")

    def decided_of(self, person: Person):
        """What was decided of the messages of this person, where they are a member today."""
        here = {"community__memberships__person": person, "community__memberships__left_at": None}
        found = self.filter(message__author=person, settled_at__isnull=False, **here)
        return found.select_related("community__organisation", "message__conversation__community")

    def for_judge(self, person: Person):
        """Nobody judges what they wrote, nor what they reported."""
        return self.exclude(message__author=person).exclude(reported_by=person)


class Report(Moderated):
    """Somebody hands a private message to the people who run the community; settled by a decision and why.

    They read what was handed over, as it stood then (`handed`), and nothing else of the conversation.
    """

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="reports")

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report of a private message")
        constraints = [
            models.UniqueConstraint(
                fields=["message", "reported_by"],
                condition=Q(settled_at=None),
                name="report_a_message_once_at_a_time",
            )
        ]
        indexes = [
            models.Index(
                fields=["community", "reported_at"], condition=Q(settled_at=None), name="private_report_waits"
            )
        ]

    def __str__(self):
        return f"{self.message} {self.reported_at:%F %T}"


class Handed(models.Model):
    """A message as it stood when it was handed over: the reported one is the last of its report."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="handed")
    author = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    number = models.PositiveIntegerField()
    written_at = models.DateTimeField()
    html = models.TextField()
    text = models.TextField()
    files = models.JSONField(default=list, help_text="The names of the files joined to it.")

    class Meta:
        ordering = ["number"]

    def __str__(self):
        return f"{self.report_id}: {self.number}"


def judges(message: Message, reporter: Person | None):
    """Those who may decide: who runs the community, and neither wrote the message nor reported it."""
    lcms = message.conversation.community.memberships.present().lcms()
    return lcms.exclude(
        person__in=[pk for pk in (message.author_id, reporter.pk if reporter else None) if pk]
    )
