"""What a load would do, before it does it: who arrives, who is known and what changes, what is in the way."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.conf import settings

from tisserand.communities.models import Community, Membership
from tisserand.people import phones
from tisserand.people.models import Person

from ..models import AUTHOR, ExternalId, LoadedPerson
from ..problems import Problem
from .headings import Field
from .lines import Candidate, Told
from .names import key_of

SOURCE = "file"  # whose numbers a column « Matricule » gives

# Of the person, of their place here, and what only the loads keep.
PERSONAL = ("email", "given_name", "family_name", "phone", "language")
OF_THE_PLACE = ("role",)
REMEMBERED = ("department", "site", "external_id")


@dataclass
class Change:
    """`taken` is the plan's own advice: fill what is empty, follow the file where nobody else spoke since."""

    membership: Membership
    field: str
    old: str
    new: str
    taken: bool
    told: str | None = None  # what the last file said of it

    @property
    def key(self) -> str:
        return f"{self.membership.pk}:{self.field}"

    @property
    def label(self) -> str:
        return Field(self.field).label

    @property
    def shown_old(self) -> str:
        return shown(self.field, self.old)

    @property
    def shown_new(self) -> str:
        return shown(self.field, self.new)

    @property
    def disputed(self) -> bool:
        """The value here was not put there by a file: it takes a human to replace it."""
        return not self.taken


def shown(field: str, value: str) -> str:
    """A stored value as people read it."""
    if field == "role":
        return str(dict(Membership.Role.choices).get(value, value))
    if field == "language":
        return dict(settings.LANGUAGES).get(value, value)
    return phones.shown(value) if field == "phone" and value else value


@dataclass
class Known:
    candidate: Candidate
    membership: Membership
    changes: list[Change] = field(default_factory=list)


@dataclass
class Arrival:
    """`person` is set when they have an account already, for another community: not ours to change."""

    candidate: Candidate
    person: Person | None = None


@dataclass
class Plan:
    arrivals: list[Arrival] = field(default_factory=list)
    known: list[Known] = field(default_factory=list)
    joined: int = 0
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)

    @property
    def changed(self) -> list[Known]:
        return [known for known in self.known if known.changes]

    @property
    def disputes(self) -> list[Change]:
        return [change for known in self.known for change in known.changes if change.disputed]

    @property
    def without_email(self) -> int:
        return sum(not arrival.candidate.email for arrival in self.arrivals) + sum(
            not (known.candidate.email or known.membership.person.email) for known in self.known
        )


def prepare(told: Told, community: Community, *, by: Person | None) -> Plan:
    """Compare the file with the community; reads only. Three queries, whatever the number of lines."""
    here = _Here(community, {candidate.email for candidate in told.candidates if candidate.email})
    plan = Plan(joined=told.joined, problems=list(told.problems))
    met: dict[int, Known] = {}
    for candidate in told.candidates:
        found = here.find(candidate)
        if isinstance(found, Problem):
            plan.problems.append(found)
        elif found is None:
            plan.arrivals.append(Arrival(candidate, here.elsewhere.get(candidate.email)))
        elif found.left_at is not None:
            plan.remarks.append(Problem("left", candidate.name, line=candidate.line))
        elif found.pk in met:
            plan.joined += 1
        else:
            met[found.pk] = known = Known(candidate, found)
            known.changes = _changes(candidate, found, here.remembered.get(found.person_id, {}), by)
            plan.known.append(known)
    plan.problems.sort(key=lambda problem: problem.line or 0)
    return plan


class _Here:
    """The members as they can be recognised, and the accounts from elsewhere with an address of the file."""

    def __init__(self, community: Community, emails: set[str]):
        members = list(Membership.objects.filter(community=community).select_related("person"))
        for membership in members:
            membership.community = community
        self.by_person = {membership.person_id: membership for membership in members}
        self.by_email = {m.person.email: m for m in members if m.person.email}
        self.remembered = dict(
            LoadedPerson.objects.filter(community=community).values_list("person_id", "values")
        )
        # Whoever has changed their own address is still known by the one of their spreadsheet.
        self.by_former_email = {
            values["email"]: self.by_person[person]
            for person, values in self.remembered.items()
            if values.get("email") and person in self.by_person
        }
        ids = list(ExternalId.objects.filter(community=community).values_list("source", "key", "person_id"))
        self.by_id = {
            key: self.by_person[person]
            for source, key, person in ids
            if source == SOURCE and person in self.by_person
        }
        # Of who is known only by what they wrote in an archive, no file speaks.
        only_authors = {person for source, _key, person in ids if source == AUTHOR} - self.remembered.keys()
        self.by_name: dict[str, list[Membership]] = defaultdict(list)
        for membership in members:
            name = key_of(membership.person.given_name, membership.person.family_name)
            if name and membership.person_id not in only_authors:
                self.by_name[name].append(membership)
        strangers = Person.objects.filter(email__in=sorted(emails - self.by_email.keys()))
        self.elsewhere = {person.email: person for person in strangers}

    def find(self, candidate: Candidate) -> Membership | Problem | None:
        """By address; else by staff number, by phone and name, by name alone when one bears it."""
        if candidate.email and candidate.email in self.by_email:
            return self.by_email[candidate.email]
        if candidate.email in self.by_former_email and candidate.email not in self.elsewhere:
            return self.by_former_email[candidate.email]
        # An address of the file is news only for those of whom we have none: addresses are never replaced.
        free = [
            membership
            for membership in self.by_name.get(candidate.name_key, [])
            if not (candidate.email and membership.person.email)
        ]
        if candidate.external_id and (member := self.by_id.get(candidate.external_id)):
            return member if not (candidate.email and member.person.email) else None
        if candidate.email and candidate.email in self.elsewhere:
            return None
        same_phone = [m for m in free if candidate.phone and m.person.phone == candidate.phone]
        open_ones = same_phone or [
            m for m in free if not (candidate.phone and m.person.phone and m.person.phone != candidate.phone)
        ]
        if not candidate.name_key and candidate.phone:
            open_ones = [m for m in self.by_person.values() if m.person.phone == candidate.phone]
        if len(open_ones) > 1:
            return Problem("two-members", candidate.name, line=candidate.line)
        return open_ones[0] if open_ones else None


def _changes(candidate: Candidate, membership: Membership, last: dict, by: Person | None) -> list[Change]:
    person, changes = membership.person, []
    current = {name: getattr(person, name) or "" for name in PERSONAL}
    current |= {"role": membership.role} | {name: last.get(name, "") for name in REMEMBERED}
    for name, new in candidate.values().items():
        old = current[name]
        if new == old or (name.endswith("_name") and _same_name(old, new)):
            continue
        if name == "email" and old:
            continue
        if name == "role" and by is not None and person.pk == by.pk:
            continue  # nobody loses the desk they are working at
        ours = not old or old == last.get(name) or name in REMEMBERED
        taken = ours and name != "role"
        changes.append(Change(membership, name, old, new, taken, told=last.get(name)))
    return changes


def _same_name(old: str, new: str) -> bool:
    return bool(old) and key_of(old) == key_of(new)
