"""The load itself: everything in the plan, or nothing."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tisserand.communities.models import Community, Membership
from tisserand.people.models import Person
from tisserand.programmes import enrolling
from tisserand.programmes.models import Cohort

from ..models import ExternalId, LoadedPerson
from .plan import OF_THE_PLACE, PERSONAL, SOURCE, Change, Plan

BATCH = 500


class NotReady(Exception):
    """The plan still has problems: nothing was stored."""


@dataclass
class Outcome:
    """Memberships that were made, those whose person changed and how, and how many joined the cohort."""

    arrived: list[Membership]
    changed: list[Membership]
    made: list[Change]
    enrolled: int
    invitable: int


@transaction.atomic
def load(
    plan: Plan,
    community: Community,
    *,
    by: Person | None,
    now: datetime,
    cohort: Cohort | None = None,
    take: Collection[str] = (),
    leave_out_problems: bool = False,
    name: str = "",
) -> Outcome:
    """Do what the plan says. `take` holds the keys of the disputed changes to make all the same.

    No mail leaves. Raises NotReady when the plan has problems, unless told to leave those lines out.
    """
    if plan.problems and not leave_out_problems:
        raise NotReady
    arrived = _bring_in(plan, community, by, now)
    made = _update(plan, take)
    changed = list({change.membership.pk: change.membership for change in made}.values())
    _remember(plan, community, arrived, now)
    everybody = [*arrived, *(known.membership for known in plan.known)]
    enrolled = _enrol(cohort, everybody, by, now) if cohort else 0
    community.record(
        "loaded",
        by,
        at=now,
        what="people",
        name=name,
        arrived=len(arrived),
        changed=len(changed),
        enrolled=enrolled,
    )
    invitable = sum(bool(membership.person.email) for membership in arrived)
    return Outcome(arrived, changed, made, enrolled, invitable)


def _bring_in(plan: Plan, community: Community, by: Person | None, now: datetime) -> list[Membership]:
    new = [arrival for arrival in plan.arrivals if arrival.person is None]
    people = Person.objects.bulk_create(
        [_person(arrival.candidate, community, now) for arrival in new], batch_size=BATCH
    )
    for arrival, person in zip(new, people, strict=True):
        arrival.person = person
    by_role: dict[str, list[Person]] = defaultdict(list)
    arriving = [(arrival.candidate, arrival.person) for arrival in plan.arrivals if arrival.person]
    for candidate, person in arriving:
        by_role[candidate.role or Membership.Role.LEARNER].append(person)
    places = {
        place.person_id: place
        for role, people in by_role.items()
        for place in community.admit_all(people, role, by=by, now=now)
    }
    return [places[person.pk] for _candidate, person in arriving]


def _person(candidate, community: Community, now: datetime) -> Person:
    by_mail, by_phone, in_person = Person.ReachedBy.MAIL, Person.ReachedBy.PHONE, Person.ReachedBy.IN_PERSON
    person = Person(
        email=candidate.email or None,
        given_name=candidate.given_name,
        family_name=candidate.family_name,
        phone=candidate.phone,
        language=candidate.language or community.language,
        time_zone=community.organisation.time_zone,
        reached_by=by_mail if candidate.email else by_phone if candidate.phone else in_person,
        joined_at=now,
    )
    person.set_unusable_password()
    return person


def _update(plan: Plan, take: Collection[str]) -> list[Change]:
    made = [change for known in plan.known for change in known.changes if change.taken or change.key in take]
    for change in made:
        _make(change)
    places = list({change.membership.pk: change.membership for change in made}.values())
    Person.objects.bulk_update([place.person for place in places], PERSONAL, batch_size=BATCH)
    Membership.objects.bulk_update(places, OF_THE_PLACE, batch_size=BATCH)
    return made


def _make(change: Change) -> None:
    if change.field in PERSONAL:
        setattr(change.membership.person, change.field, change.new)
    elif change.field in OF_THE_PLACE:
        setattr(change.membership, change.field, change.new)


def _remember(plan: Plan, community: Community, arrived: list[Membership], now: datetime) -> None:
    told = {m.person_id: arrival.candidate for m, arrival in zip(arrived, plan.arrivals, strict=True)}
    told |= {known.membership.person_id: known.candidate for known in plan.known}
    kept = {
        row.person_id: row for row in LoadedPerson.objects.filter(community=community, person__in=list(told))
    }
    rows = [
        LoadedPerson(
            community=community,
            person_id=person,
            values=(kept[person].values if person in kept else {}) | candidate.values(),
            loaded_at=now,
        )
        for person, candidate in told.items()
    ]
    LoadedPerson.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["community", "person"],
        update_fields=["values", "loaded_at"],
    )
    ids = [
        ExternalId(community=community, source=SOURCE, key=candidate.external_id, person_id=person)
        for person, candidate in told.items()
        if candidate.external_id
    ]
    ExternalId.objects.bulk_create(ids, batch_size=BATCH, ignore_conflicts=True)


def _enrol(cohort: Cohort, members: list[Membership], by: Person | None, now: datetime) -> int:
    """Only those who are not in it, and have not withdrawn from it: a file brings nobody back."""
    withdrawn = set(
        cohort.enrolments.filter(withdrawn_at__isnull=False).values_list("membership_id", flat=True)
    )
    return len(enrolling.enrol(cohort, [m for m in members if m.pk not in withdrawn], by=by, now=now))
