from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tisserand.communities.models import Community
from tisserand.people.models import Person

from .posts import Post


class ReportQuerySet(models.QuerySet["Report"]):
    def waiting(self, community: Community):
        """Those nobody has settled, longest wait first."""
        return self.filter(settled_at=None, post__thread__community=community).order_by("reported_at", "pk")

    def for_list(self):
        return self.select_related("post__author", "post__thread__community", "reported_by")


class Report(models.Model):
    """Somebody asks the LCM to look at a post; settled by a decision and its reason."""

    class Decision(models.TextChoices):
        KEPT = "kept", _("kept as it is")
        REMOVED = "removed", _("removed")

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reports")
    reported_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    reported_at = models.DateTimeField()
    reason = models.CharField(_("reason"), max_length=500)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    decision_reason = models.CharField(_("reason for the decision"), max_length=500, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post", "reported_by"],
                condition=Q(settled_at=None),
                name="report_a_post_once_at_a_time",
            )
        ]

    def __str__(self):
        return f"{self.post} {self.reported_at:%F %T}"
