"""Where each person stands in what is about to leave, told without merging anything: who waits, who is ready,
whose draft nothing can fill. A group may be of thousands; what is merged is the page that is looked at."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from tisserand.communities.models import Membership
from tisserand.mail import outbox
from tisserand.people.models import Person
from tisserand.programmes.models import Enrolment, Step

from . import audiences, lots, merging, questions
from .models import Intention, Manager, Paired, Planned

MAIL = "plan-mail"
PAGE = 20


@dataclass(frozen=True)
class Standing:
    """Memberships, in the order of names. `ready` may be approved as they are; those `alike` differ only by
    what is filled in; `looked` need a decision of their own, or were set aside; `unreached` wait, and no mail
    reaches whoever would read it; `unnamed` wait, and nobody is named who would."""

    waiting: list[int]
    ready: list[int]
    alike: list[int]
    looked: list[int]
    approved: list[int]
    held: list[int]
    unreached: list[int]
    unnamed: list[int]

    @property
    def to_read(self) -> list[int]:
        """Those who wait and whom a mail reaches."""
        nobody = {*self.unreached, *self.unnamed}
        return [pk for pk in self.waiting if pk not in nobody]

    @property
    def total(self) -> int:
        return len(self.looked) + len(self.alike) + len(self.approved) + len(self.held)

    @property
    def stamp(self) -> str:
        """Of those alike as they are now: who lets them leave together says whom they were shown."""
        said = ",".join(map(str, sorted(self.alike)))
        return hashlib.sha256(said.encode()).hexdigest()[:20]

    def page(self, number: int) -> list[int]:
        """Whom that page shows of each list."""
        part = slice((number - 1) * PAGE, number * PAGE)
        return [pk for some in (self.looked, self.alike, self.approved) for pk in some[part]]

    @property
    def pages(self) -> int:
        longest = max(len(self.looked), len(self.alike), len(self.approved))
        return max(-(-longest // PAGE), 1)


def of(planned: Planned, now: datetime, by: Person) -> Standing:
    """A constant number of statements, each of which reads numbers."""
    people = _people(planned, now)
    decided = {row["membership"]: row for row in planned.sendings.values(*_DECIDED)}
    gone = [pk for pk in decided if pk not in people]
    people |= _readers(planned, gone) if gone else {}
    lacking = _lacking(planned, people, by)
    told = _reached(people.values())
    held = lots.held(planned, now)
    found = Standing(*([] for _list in range(8)))
    for pk, reader in people.items():
        row = decided.get(pk)
        edited = bool(row and row["edited_by"])
        missing = bool(merging.PLACE.search(row["text"])) if row and edited else pk in lacking
        if row and row["approved_at"]:
            found.approved.append(pk)
        elif row and row["set_aside_at"]:
            found.looked.append(pk)
        elif pk in held:
            found.held.append(pk)
        else:
            found.waiting.append(pk)
            if reader not in told:
                (found.unreached if reader else found.unnamed).append(pk)
            ready = reader in told and not missing
            if ready:
                found.ready.append(pk)
            (found.alike if ready and not edited else found.looked).append(pk)
    return found


_DECIDED = ("membership", "approved_at", "set_aside_at", "edited_by", "text")


def _people(planned: Planned, now: datetime) -> dict[int, int | None]:
    """By membership, who reads it: the member, or the manager they have named."""
    if planned.to == Planned.To.EXPERTS:
        return {one.membership_id: one.membership.person_id for one in audiences.people(planned, now)}
    rows = audiences.of(planned, now)
    return _of_managers(planned, dict(rows.values_list("membership", "membership__person")))


def _of_managers(planned: Planned, people: dict[int, int]) -> dict[int, int | None]:
    if planned.to != Planned.To.MANAGERS:
        return dict(people)
    named = Manager.objects.filter(membership__enrolments__cohort=planned.cohort_id)
    known = dict(named.values_list("membership", "person"))
    return {pk: known.get(pk) for pk in people}


def _readers(planned: Planned, members: list[int]) -> dict[int, int | None]:
    """The same of those who are in the audience no more, and still in the group."""
    rows = Enrolment.objects.filter(cohort=planned.cohort_id, membership__in=members)
    return _of_managers(planned, dict(rows.values_list("membership", "membership__person")))


def _reached(readers: Collection[int | None]) -> set[int]:
    rows = Person.objects.filter(pk__in={pk for pk in readers if pk}).only("pk", "email", "mail_cadence")
    return outbox.reached(MAIL, list(rows))


def _lacking(planned: Planned, people: dict[int, int | None], by: Person) -> set[int]:
    """Those for whom nothing fills a place of the text."""
    asked = questions.words_of(planned.questions)
    places = set(merging.PLACE.findall(f"{planned.title} {planned.text} {asked}"))
    common = merging.facts_of(planned, [], by).common if places else {}
    lacking: set[int] = set()
    for place in places:
        having = _HAVING[place](planned) if place in _HAVING else None
        if having is None and not common.get(place) and place not in _ALWAYS:
            return set(people)
        if having is not None:
            lacking |= set(people) - having
    return lacking


_ALWAYS = {"first_name", "link"}


def _paired(planned: Planned) -> set[int]:
    rows = Paired.objects.filter(cohort=planned.cohort_id, ended_at=None)
    return set(rows.values_list("membership", flat=True))


def _intending(planned: Planned) -> set[int]:
    rows = Intention.objects.filter(cohort=planned.cohort_id)
    return set(rows.values_list("membership", flat=True))


def _managed(planned: Planned) -> set[int]:
    rows = Manager.objects.filter(membership__enrolments__cohort=planned.cohort_id)
    return set(rows.values_list("membership", flat=True))


def _with_a_step_left(planned: Planned) -> set[int]:
    """Experts take nothing: what is left to them is all of it."""
    steps = Step.objects.filter(programme__cohorts=planned.cohort_id).count()
    if planned.to == Planned.To.EXPERTS:
        return (_experts(planned) or set()) if steps else set()
    rows = Enrolment.objects.filter(cohort=planned.cohort_id).annotate(count=Count("progress"))
    return set(rows.filter(count__lt=steps).values_list("membership", flat=True))


def _experts(planned: Planned) -> set[int] | None:
    """Experts are called by their own name; the others read that of one of them."""
    if planned.to != Planned.To.EXPERTS:
        return None
    here = Membership.objects.present().filter(community=planned.community_id)
    return set(here.filter(role=Membership.Role.EXPERT).values_list("pk", flat=True))


_HAVING = {
    "partner": _paired,
    "plan": _intending,
    "manager": _managed,
    "module": _with_a_step_left,
    "minutes": _with_a_step_left,
    "left": _with_a_step_left,
    "expert": _experts,
}
