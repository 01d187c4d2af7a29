"""A topic goes with a step of a programme: each leads to the other."""

from collections import defaultdict
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tisserand.communities.models import Community
from tisserand.conversations.models import Topic
from tisserand.people.models import Person
from tisserand.programmes.models import Step

from .models import TopicStep


@transaction.atomic
def tie(topic: Topic, step: Step | None, *, by: Person, now: datetime) -> bool:
    """The topic goes with this step, or with none; False when it does. ValidationError when they are not of
    one community."""
    if step is not None and step.programme.community_id != topic.community_id:
        raise ValidationError(_("There is no such step here."))
    Topic.objects.select_for_update().get(pk=topic.pk)
    tied = TopicStep.objects.filter(topic=topic).first()
    if (tied.step_id if tied else None) == (step.pk if step else None):
        return False
    if step is None:
        TopicStep.objects.filter(topic=topic).delete()
    else:
        known = {"step": step, "tied_by": by, "tied_at": now}
        TopicStep.objects.update_or_create(topic=topic, defaults=known)
    topic.community.record("arranged-topics", by, topic, at=now, step=step.pk if step else None)
    return True


def steps_of(community: Community) -> list[Step]:
    """All the steps one may choose, asked once for the page at hand."""
    if "steps_to_tie" not in vars(community):
        steps = Step.objects.filter(programme__community=community).select_related("programme")
        vars(community)["steps_to_tie"] = list(steps.order_by("programme__name", "programme", "position"))
    return vars(community)["steps_to_tie"]


def ties_of(community: Community) -> dict[int, TopicStep]:
    """By topic, of those that stand; asked once for the page at hand."""
    if "tied_topics" not in vars(community):
        ties = TopicStep.objects.filter(topic__community=community, topic__removed_at=None)
        ties = ties.select_related("topic", "step__programme").order_by("topic__position", "topic")
        vars(community)["tied_topics"] = {one.topic_id: one for one in ties}
    return vars(community)["tied_topics"]


def topics_by_step(community: Community) -> dict[int, list[Topic]]:
    found: dict[int, list[Topic]] = defaultdict(list)
    for one in ties_of(community).values():
        found[one.step_id].append(one.topic)
    return found
