"""Who takes a programme with whom."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from tisserand.communities.models import Membership
from tisserand.people.models import Person

from .models import Cohort, Enrolment


@transaction.atomic
def enrol(
    cohort: Cohort, members: Iterable[Membership], *, by: Person | None, now: datetime
) -> list[Enrolment]:
    """Enrol these members of the cohort's community; who had withdrawn is back, who is in stays as is.

    In a few queries, and one line of the journal each. Returns those who were not in before.
    """
    members = list(members)
    gone = cohort.enrolments.filter(membership__in=members, withdrawn_at__isnull=False)
    back = list(gone.select_for_update())
    gone.update(withdrawn_at=None)
    known = set(cohort.enrolments.values_list("membership_id", flat=True))
    fresh = [
        Enrolment(cohort=cohort, membership=member, enrolled_at=now)
        for member in members
        if member.pk not in known
    ]
    fresh = Enrolment.objects.bulk_create(fresh, batch_size=1000)
    cohort.programme.community.record_each("enrolled", by, [*fresh, *back], at=now, cohort=cohort.pk)
    return [*fresh, *back]


@transaction.atomic
def withdraw(enrolment: Enrolment, *, by: Person, now: datetime) -> bool:
    """This person takes the programme no longer; what they did is kept. False when they had withdrawn."""
    if not Enrolment.objects.filter(pk=enrolment.pk, withdrawn_at=None).update(withdrawn_at=now):
        return False
    enrolment.withdrawn_at = now
    enrolment.membership.community.record("withdrew", by, enrolment, at=now, cohort=enrolment.cohort_id)
    return True


@transaction.atomic
def save_cohort(cohort: Cohort, verb: str, *, by: Person, now: datetime) -> None:
    """Save it, created or changed; its days move with its start."""
    cohort.save()
    starts_on = cohort.starts_on.isoformat()
    cohort.programme.community.record(verb, by, cohort, at=now, starts_on=starts_on)
