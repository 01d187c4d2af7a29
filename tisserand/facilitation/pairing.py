"""Pairs of people who call each other: proposed across the departments, confirmed by the LCM."""

from collections.abc import Sequence
from datetime import datetime
from random import Random

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tisserand.communities.models import Membership
from tisserand.people.models import Person
from tisserand.programmes.models import Cohort, Enrolment

from .models import Pair, Paired


def alone(cohort: Cohort) -> list[Membership]:
    """The learners of this cohort who are in no pair, in the order of their names."""
    paired = Paired.objects.filter(cohort=cohort, ended_at=None).values("membership")
    rows = Enrolment.objects.active().filter(cohort=cohort, membership__role=Membership.Role.LEARNER)
    return [one.membership for one in rows.exclude(membership__in=paired).for_list()]


def propose(people: Sequence[Membership], seed: int) -> list[list[Membership]]:
    """Everybody in a pair, the last three together when they are an odd number; the same for the same seed.
    Nobody is left alone, unless there is only one."""
    left = list(people)
    Random(seed).shuffle(left)  # noqa: S311  nothing is at stake: a person confirms
    pairs = [left[start : start + 2] for start in range(0, len(left) - len(left) % 2, 2)]
    if len(left) % 2 and pairs:
        pairs[-1].append(left[-1])
    return pairs


@transaction.atomic
def confirm(
    cohort: Cohort, pairs: Sequence[Sequence[Membership]], *, by: Person, now: datetime
) -> list[Pair]:
    """These are pairs from now on. Raises ValidationError when somebody is in one already."""
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    free = {member.pk for member in alone(cohort)}
    asked = [member.pk for pair in pairs for member in pair]
    if len(asked) != len(set(asked)) or not set(asked) <= free:
        raise ValidationError(_("Somebody among them is in a pair already: look again."))
    made = []
    for people in pairs:
        pair = Pair.objects.create(cohort=cohort, made_by=by, made_at=now)
        Paired.objects.bulk_create(Paired(pair=pair, membership=one, cohort=cohort) for one in people)
        made.append(pair)
    cohort.programme.community.record_each("paired", by, made, at=now)
    return made


@transaction.atomic
def part(pair: Pair, *, by: Person, now: datetime) -> bool:
    """They are a pair no more; False when they were not."""
    if not Pair.objects.filter(pk=pair.pk, ended_at=None).update(ended_at=now):
        return False
    Paired.objects.filter(pair=pair).update(ended_at=now)
    pair.cohort.programme.community.record("parted", by, pair, at=now)
    return True
