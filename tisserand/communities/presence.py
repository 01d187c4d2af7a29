"""What is kept of a member's days here: first and last day of presence, and how many.

Any line of the journal whose actor is the member is a day of presence, on the organisation's calendar:
a visit, a reply by mail, a step done elsewhere, a talk on the phone count alike.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models.functions import TruncDate

from .models import Community, Event, Membership


@dataclass(frozen=True)
class Presence:
    first_active_on: date
    last_active_on: date
    active_days: int


def recomputed(community: Community) -> dict[int, Presence]:
    """The same facts from the raw journal, by person id, the slow and obvious way."""
    days: dict[int, set[date]] = {}
    lines = (
        Event.objects.filter(community=community, actor__isnull=False)
        .annotate(day=TruncDate("at", tzinfo=community.zone))
        .values_list("actor_id", "day")
        .distinct()
    )
    for person, day in lines.iterator():
        days.setdefault(person, set()).add(day)
    return {person: Presence(min(seen), max(seen), len(seen)) for person, seen in days.items()}


def rebuild(community: Community) -> int:
    """Make the kept facts equal to what the journal says; returns how many memberships changed."""
    facts = recomputed(community)
    changed = []
    for membership in Membership.objects.filter(community=community):
        known = facts.get(membership.person_id)
        wanted = (known.first_active_on, known.last_active_on, known.active_days) if known else (None, None, 0)
        if wanted != (membership.first_active_on, membership.last_active_on, membership.active_days):
            membership.first_active_on, membership.last_active_on, membership.active_days = wanted
            changed.append(membership)
    Membership.objects.bulk_update(changed, ["first_active_on", "last_active_on", "active_days"], batch_size=500)
    return len(changed)
