from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from tisserand.communities.models import Community, Membership
from tisserand.people.models import Person, Skill


class TopicQuerySet(models.QuerySet["Topic"]):
    def standing(self):
        """Those not removed, in the order chosen for them."""
        return self.filter(removed_at=None).order_by("position", "pk")


class Topic(models.Model):
    """What some of the conversations of a community are about: few, named and ordered by who runs it."""

    MOST = 12  # more than that, and nobody reads the list before choosing
    MOST_SKILLS = 5  # of one topic

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="topics")
    name = models.CharField(_("name"), max_length=60)
    position = models.PositiveSmallIntegerField(default=0)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    skills = models.ManyToManyField(Skill, related_name="topics", blank=True)

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        constraints = [
            models.UniqueConstraint(
                "community", Lower("name"), condition=Q(removed_at=None), name="name_a_topic_once"
            )
        ]

    def __str__(self):
        return self.name


class TopicFollow(models.Model):
    """What somebody hears of one topic, whatever they chose for the community."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="follows")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="topic_follows")
    hears = models.CharField(max_length=10, choices=Membership.Hears.choices)
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "person"], name="choose_for_a_topic_once")]

    def __str__(self):
        return f"{self.person_id} {self.hears} {self.topic_id}"
