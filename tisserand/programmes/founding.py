"""The first start: a community, its people and the day it begins, from three answers."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from tisserand.communities import addresses, rights
from tisserand.communities.models import Community, Organisation
from tisserand.people.models import Person

from . import enrolling
from .models import Programme


@transaction.atomic
def found(
    name: str,
    people: list[addresses.Address],
    starts_on: date,
    *,
    promise: str = "",
    organisation: Organisation | None = None,
    by: Person,
    now: datetime,
) -> Community:
    """Create the community, run by `by`; the people are members at once, in a first group.

    No mail is sent: the first word comes from a person, and *My day* proposes it.
    """
    organisation = organisation or Organisation.objects.create(
        name=name, country=settings.COUNTRY, time_zone=settings.TIME_ZONE
    )
    community = Community.objects.create(
        organisation=organisation,
        name=name,
        slug=Community.objects.free_slug(name),
        promise=promise,
        language=by.language,
        created_at=now,
    )
    community.record("founded", by, community, at=now)
    community.admit(by, rights.LCM, by=by, now=now)
    persons = addresses.people_for(people, language=by.language, time_zone=organisation.time_zone)
    members = community.admit_all(persons.values(), by=by, now=now)
    programme = Programme.objects.create(community=community, name=name)
    cohort = programme.cohorts.create(name=_("First group"), starts_on=starts_on)
    enrolling.enrol(cohort, members, by=by, now=now)
    return community
