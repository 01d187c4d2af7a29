"""Deleting what was made by mistake: a programme or a group in which nobody has done anything."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from tisserand.people.models import Person

from .models import Cohort, Programme


class HasHistory(Exception):
    """Somebody has done a step there, and what people did is kept: it can only be given an end."""


class Kept(Exception):
    """An app above has a reason to keep it: `words` say which, and what to do first."""

    def __init__(self, words: str):
        super().__init__(words)
        self.words = words


Rule = Callable[["Programme | Cohort", datetime], str]
_keeping: list[Rule] = []


def keeps(rule: Rule) -> Rule:
    """Register a reason of an app above to keep a group or a programme: "" when there is none."""
    _keeping.append(rule)
    return rule


def why_kept(made: Programme | Cohort, now: datetime) -> str:
    return next(filter(None, (rule(made, now) for rule in _keeping)), "")


@transaction.atomic
def discard(made: Programme | Cohort, *, by: Person, now: datetime) -> None:
    """Delete it with its groups, steps and enrolments; the people stay members. Raises HasHistory, or
    Kept."""
    type(made).objects.select_for_update().get(pk=made.pk)
    if made.has_history:
        raise HasHistory
    if words := why_kept(made, now):
        raise Kept(words)
    community = made.community if isinstance(made, Programme) else made.programme.community
    community.record("discarded", by, made, at=now, name=made.name)
    made.delete()
