from django.db import models
from django.db.models import Q

from tisserand.communities.models import Community, Moderated
from tisserand.people.models import Person

from .posts import Post
from .unnamed import theirs


class ReportQuerySet(models.QuerySet["Report"]):
    def waiting(self, community: Community):
        """Those nobody has settled, longest wait first."""
        return self.filter(settled_at=None, post__thread__community=community).order_by("reported_at", "pk")

    def unanswered(self, community: Community, *, reader: Person):
        """Those whose author answered the decision, for `reader` to answer: nobody answers themselves."""
        here = self.filter(Moderated.waits_for_a_word(), post__thread__community=community)
        return here.exclude(theirs(reader, "post__")).order_by("replied_at", "pk")

    def decided_of(self, person: Person):
        """What was decided of the posts of this person, their name shown or not, where they are a member."""
        place = "post__thread__community__memberships"
        found = self.filter(theirs(person, "post__"), settled_at__isnull=False)
        found = found.filter(**{f"{place}__person": person, f"{place}__left_at": None})
        return found.select_related("post__thread__community__organisation", "post__unnamed")

    def for_list(self):
        return self.select_related("post__author", "post__thread__community", "reported_by")


class HeldLinks(models.Model):
    """The links of a post by somebody new here wait for a look (see `links`). Gone once let through."""

    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="held_links")
    held_at = models.DateTimeField()

    def __str__(self):
        return str(self.post)


class Report(Moderated):
    """Somebody asks the LCM to look at a post; settled by a decision and its reason."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reports")

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
