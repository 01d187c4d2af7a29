"""Deleting what was made by mistake: a programme or a group in which nobody has done anything."""

from datetime import datetime

from django.db import transaction

from tisserand.people.models import Person

from .models import Cohort, Programme


class HasHistory(Exception):
    """Somebody has done a step there, and what people did is kept: it can only be given an end."""


@transaction.atomic
def discard(made: Programme | Cohort, *, by: Person, now: datetime) -> None:
    """Delete it with its groups, steps and enrolments; the people stay members. Raises HasHistory."""
    type(made).objects.select_for_update().get(pk=made.pk)
    if made.has_history:
        raise HasHistory
    community = made.community if isinstance(made, Programme) else made.programme.community
    community.record("discarded", by, made, at=now, name=made.name)
    made.delete()
