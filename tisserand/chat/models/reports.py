from django.db import models
from django.db.models import Q

from tisserand.communities.models import Community, Moderated
from tisserand.people.models import Person

from .messages import ChatMessage


class ChatReportQuerySet(models.QuerySet["ChatReport"]):
    def waiting(self, community: Community):
        """Those nobody has settled, longest wait first."""
        return self.filter(settled_at=None, message__room__community=community).order_by("reported_at", "pk")

    def unanswered(self, community: Community, *, reader: Person):
        """Those whose author answered the decision, for `reader` to answer: nobody answers themselves."""
        here = self.filter(Moderated.waits_for_a_word(), message__room__community=community)
        return here.exclude(message__author=reader).order_by("replied_at", "pk")

    def decided_of(self, person: Person):
        """What was decided of what this person said, where they are a member today."""
        place = "message__room__community__memberships"
        here = {f"{place}__person": person, f"{place}__left_at": None}
        found = self.filter(message__author=person, settled_at__isnull=False, **here)
        return found.select_related("message__room__community__organisation")

    def for_list(self):
        return self.select_related("message__author", "message__room__community", "reported_by")


class ChatReport(Moderated):
    """Somebody asks the LCM to look at what was said in a room; as `conversations.Report` of a post."""

    message = models.ForeignKey(ChatMessage, on_delete=models.CASCADE, related_name="reports")

    objects = ChatReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message", "reported_by"],
                condition=Q(settled_at=None),
                name="report_what_was_said_once_at_a_time",
            )
        ]

    def __str__(self):
        return f"{self.message} {self.reported_at:%F %T}"
