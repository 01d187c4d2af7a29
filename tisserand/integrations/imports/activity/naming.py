"""Things done in the LMS that no step is named after: the LCM says which step each is, or takes it back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from tisserand.communities.models import Community, Event
from tisserand.people.models import Person
from tisserand.programmes.models import Progress, Step

from ..models import Load
from .progress import COMPLETED, Steps


@dataclass(frozen=True)
class Thing:
    """Something of the LMS that lines say is done: what it is called there, and how many lines say so."""

    key: str
    name: str
    lines: int


def unnamed(load: Load) -> list[Thing]:
    """What the load met that is no step yet, the most frequent first."""
    steps = Steps(load.community)
    met = (Thing(*told) for told in load.choices.get("unnamed", []))
    return [thing for thing in met if steps.find(thing.key, thing.name) is None]


def named(load: Load) -> list[Step]:
    """The steps that bear the name of something the load met."""
    keys = [key for key, _name, _lines in load.choices.get("unnamed", [])]
    found = free_or_not(load.community).filter(source_key__in=keys)
    return list(found) if keys else []


def free(community: Community):
    """The steps that have no name in the LMS."""
    return free_or_not(community).filter(source_key="")


def free_or_not(community: Community):
    steps = Step.objects.filter(programme__community=community).select_related("programme")
    return steps.order_by("programme__name", "programme", "position")


@transaction.atomic
def name(step: Step, key: str, *, by: Person, now: datetime) -> int:
    """From now on this thing is this step, and so it was in what was loaded before; how many did it."""
    community = step.programme.community
    step.source_key = key
    step.save(update_fields=["source_key"])
    community.record("changed", by, step.programme, at=now, step=step.pk, known_as=key)
    return Steps(community).done(_done(community, step, key))


@transaction.atomic
def unname(step: Step, *, by: Person, now: datetime) -> None:
    """It is not this step after all: what was noted as done because of it goes; what people said stays."""
    community, key = step.programme.community, step.source_key
    same = {"actor": OuterRef("enrolment__membership__person"), "at": OuterRef("completed_at")}
    told = Exists(_lines(community, key).filter(**same))
    Progress.objects.filter(told, step=step, source=Progress.Source.IMPORTED).delete()
    step.source_key = ""
    step.save(update_fields=["source_key"])
    community.record("changed", by, step.programme, at=now, step=step.pk, not_known_as=key)


def _done(community: Community, step: Step, key: str) -> Iterator[tuple[int, Step, datetime]]:
    lines = _lines(community, key).exclude(actor=None).values_list("actor", "at")
    return ((actor, step, at) for actor, at in lines.iterator(chunk_size=5000))


def _lines(community: Community, key: str):
    thing = Q(object_id=key) | Q(object_id="", detail__name=key)
    return Event.objects.filter(thing, community=community, verb=COMPLETED, source_key__isnull=False)
