"""Writing a programme: its steps are changed in place, so that what people have done is kept."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from tisserand.people.models import Person

from .models import Programme, Step

FAR = 10_000  # beyond any position, so that no two steps meet while they move


@transaction.atomic
def write(
    programme: Programme, steps: list[Step], removed: list[Step], *, by: Person, now: datetime
) -> Programme:
    """Save the programme with these steps in this order; the removed ones go, with what was done of them."""
    created = programme.pk is None
    programme.save()
    Step.objects.filter(pk__in=[step.pk for step in removed if step.pk]).delete()
    programme.steps.update(position=F("position") + FAR)
    for position, step in enumerate(steps, 1):
        step.programme, step.position = programme, position
        step.save()
    verb = "created" if created else "changed"
    programme.community.record(verb, by, programme, at=now, steps=len(steps), removed=len(removed))
    return programme
