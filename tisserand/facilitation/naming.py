"""Who a learner works for: named by the LCM, as the learner said it, so that plans may write to them."""

from datetime import datetime

from django.db import transaction

from tisserand.communities.models import Membership
from tisserand.people.models import Person, tidy_email

from .models import Manager


@transaction.atomic
def name(
    membership: Membership, *, given: str, family: str, email: str, by: Person, now: datetime
) -> Manager:
    """This person is the manager of the member from now on; known by their address if we know it already."""
    person = Person.objects.with_email(email) or Person.objects.create(
        email=tidy_email(email),
        given_name=given,
        family_name=family,
        language=membership.person.language,
        time_zone=membership.person.time_zone,
    )
    said = {"person": person, "named_by": by, "named_at": now}
    manager, _made = Manager.objects.update_or_create(membership=membership, defaults=said)
    membership.community.record("named-manager", by, membership, at=now)
    return manager


@transaction.atomic
def forget(membership: Membership, *, by: Person, now: datetime) -> bool:
    """Nobody is named any more; False when nobody was."""
    gone, _each = Manager.objects.filter(membership=membership).delete()
    if gone:
        membership.community.record("took-back", by, membership, at=now)
    return bool(gone)
