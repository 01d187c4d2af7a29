"""The topics of a community: added, named, ordered and removed by who runs it."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tisserand.communities.models import Community
from tisserand.people.models import Person
from tisserand.search import indexing

from .models import Topic


@transaction.atomic
def add(community: Community, name: str, *, by: Person, now: datetime) -> Topic:
    """A topic at the end of the list. ValidationError on an empty name, one that is there, or too many."""
    standing = _held(community)
    if len(standing) >= Topic.MOST:
        words = _("%(count)s topics are many already: beyond that, nobody reads the list before choosing.")
        raise ValidationError({"name": words % {"count": len(standing)}})
    position = max((one.position for one in standing), default=0) + 1
    topic = Topic.objects.create(community=community, name=_named(name, standing), position=position)
    community.record("arranged-topics", by, topic, at=now)
    return topic


@transaction.atomic
def rename(topic: Topic, name: str, *, by: Person, now: datetime) -> None:
    others = [one for one in _held(topic.community) if one.pk != topic.pk]
    topic.name = _named(name, others)
    topic.save(update_fields=["name"])
    topic.community.record("arranged-topics", by, topic, at=now)


@transaction.atomic
def shift(topic: Topic, by_places: int, *, by: Person, now: datetime) -> None:
    """Up (below zero) or down the list by so many places, as far as it goes."""
    standing = _held(topic.community)
    before = [one.pk for one in standing].index(topic.pk)
    standing.insert(max(before + by_places, 0), standing.pop(before))
    for position, one in enumerate(standing, 1):
        one.position = position
    Topic.objects.bulk_update(standing, ["position"])
    topic.community.record("arranged-topics", by, topic, at=now)


@transaction.atomic
def remove(topic: Topic, *, by: Person, now: datetime) -> bool:
    """It is offered no more; its conversations stay, and are in it again when it is put back."""
    gone = Topic.objects.standing().filter(pk=topic.pk).update(removed_at=now, removed_by=by)
    if gone:
        topic.community.record("arranged-topics", by, topic, at=now)
        _reindex(topic)
    return bool(gone)


@transaction.atomic
def put_back(topic: Topic, *, by: Person, now: datetime) -> None:
    """ValidationError when another has its name meanwhile, or there are too many."""
    standing = _held(topic.community)
    if topic.pk in {one.pk for one in standing}:
        return
    _named(topic.name, standing)
    if len(standing) >= Topic.MOST:
        raise ValidationError(_("There are as many topics as one reads already: remove one first."))
    Topic.objects.filter(pk=topic.pk).update(removed_at=None, removed_by=None)
    topic.community.record("arranged-topics", by, topic, at=now)
    _reindex(topic)


def _reindex(topic: Topic) -> None:
    indexing.note_all("thread", topic.threads.values_list("pk", flat=True))


def _held(community: Community) -> list[Topic]:
    """The standing ones; who changes the list changes it alone."""
    Community.objects.select_for_update().get(pk=community.pk)
    return list(Topic.objects.standing().filter(community=community))


def _named(name: str, others: list[Topic]) -> str:
    name = " ".join(name.split())[:60]
    if not name:
        raise ValidationError({"name": _("Give it a name, a word or two.")})
    if name.casefold() in {one.name.casefold() for one in others}:
        raise ValidationError({"name": _("There is a topic of this name already.")})
    return name
