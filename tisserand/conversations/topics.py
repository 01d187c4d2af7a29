"""The topics of a community: added, named, ordered and removed by who runs it; the skills they are about."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tisserand.communities.models import Community
from tisserand.mail.characters import one_line
from tisserand.people import skills
from tisserand.people.models import Person, Skill
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


@transaction.atomic
def add_skill(topic: Topic, name: str, *, by: Person, now: datetime) -> Skill:
    """The topic is about this skill of the site, which is made when nobody has named it yet; twice changes
    nothing. ValidationError without a name, or when it has as many as one reads."""
    _held(topic.community)
    name = one_line(name)[: Skill.NAME_LIMIT].strip()
    if not name:
        raise ValidationError(_("Name the skill, in a word or two."))
    borne = set(topic.skills.values_list("folded", flat=True))
    if skills.folded(name) not in borne and len(borne) >= Topic.MOST_SKILLS:
        words = _("%(count)s skills are many for one topic: remove one first.")
        raise ValidationError(words % {"count": len(borne)})
    skill = skills.named(name)
    if skill.folded not in borne:
        topic.skills.add(skill)
        topic.community.record("arranged-topics", by, topic, at=now, skill=skill.pk)
    return skill


@transaction.atomic
def drop_skill(topic: Topic, skill: Skill, *, by: Person, now: datetime) -> bool:
    """It is not about that one any more. A skill that no topic bears is not proposed again: a slip of the
    keyboard would stay for ever."""
    _held(topic.community)
    if not topic.skills.filter(pk=skill.pk).exists():
        return False
    topic.skills.remove(skill)
    Skill.objects.filter(pk=skill.pk, topics=None).delete()
    topic.community.record("arranged-topics", by, topic, at=now, skill=skill.pk)
    return True


@dataclass(frozen=True)
class Reworded:
    """What `reword` did: the skill that stands now, the name before; the topics that bore it and, of those,
    which bore the other one already."""

    skill: Skill
    before: str
    topics: list[int]
    both: list[int]


@transaction.atomic
def reword(
    community: Community,
    skill: Skill,
    name: str,
    *,
    by: Person,
    now: datetime,
    topics: Collection[int] | None = None,
    both: Collection[int] = (),
) -> Reworded:
    """The topics of this community say the skill so from now on; where another skill of the site has this
    name, the two are one here. Other communities keep their word.

    `topics` and `both` are those of what is returned, to undo it: only these topics change, and `both` bear
    the two again. ValidationError without a name, or when only capitals change and others write it too.
    """
    _held(community)
    name = one_line(name)[: Skill.NAME_LIMIT].strip()
    if not name:
        raise ValidationError(_("Name the skill, in a word or two."))
    borne = Topic.objects.filter(community=community, skills=skill).order_by("pk")
    bearing = list(borne if topics is None else borne.filter(pk__in=topics))
    numbers, before = [topic.pk for topic in bearing], skill.name
    other = Skill.objects.filter(folded=skills.folded(name)).exclude(pk=skill.pk).first()
    ours = not skill.topics.exclude(pk__in=numbers).exists()
    had: list[int] = []
    if other is None and ours and not both:
        skill.name, skill.folded = name, skills.folded(name)
        skill.save(update_fields=["name", "folded"])
    elif other is None and skills.folded(name) == skill.folded:
        raise ValidationError(_("Other communities write it so too: choose another word."))
    else:
        other = other or skills.named(name)
        had = list(other.topics.filter(pk__in=numbers).values_list("pk", flat=True))
        other.topics.add(*numbers)
        skill.topics.remove(*(number for number in numbers if number not in both))
        Skill.objects.filter(pk=skill.pk, topics=None).delete()
        skill = other
    community.record_each("arranged-topics", by, bearing, at=now, skill=skill.pk)
    return Reworded(skill, before, numbers, had)


def _reindex(topic: Topic) -> None:
    indexing.note_all("thread", topic.threads.values_list("pk", flat=True))


def _held(community: Community) -> list[Topic]:
    """The standing ones; who changes the list changes it alone."""
    Community.objects.select_for_update().get(pk=community.pk)
    return list(Topic.objects.standing().filter(community=community))


def _named(name: str, others: list[Topic]) -> str:
    name = one_line(name)[:60]
    if not name:
        raise ValidationError({"name": _("Give it a name, a word or two.")})
    if name.casefold() in {one.name.casefold() for one in others}:
        raise ValidationError({"name": _("There is a topic of this name already.")})
    return name
