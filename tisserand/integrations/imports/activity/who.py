"""From the name another system gives to somebody, to the person of this community."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from tisserand.communities.models import Community
from tisserand.people.models import Person

from ..models import AUTHOR, ExternalId

SOURCE = "activity"


MOST_NEW = 50_000  # people that one file may bring

_is_email = EmailValidator()


def is_address(name: str) -> bool:
    try:
        _is_email(name)
    except ValidationError:
        return False
    return len(name) <= 254


class Directory:
    """Members by address and by any identifier already known; loaded once, about 200 bytes each."""

    def __init__(self, community: Community):
        self.community = community
        members = community.memberships.values_list("person__email", "person_id")
        self.known: dict[str, int] = {email: person for email, person in members if email}
        ids = ExternalId.objects.filter(community=community).exclude(source=AUTHOR)
        for key, person in ids.values_list("key", "person_id"):
            self.known.setdefault(key.lower(), person)

    def find(self, name: str) -> int | None:
        """The id of the person; `name` as the file writes it, in lower case."""
        return self.known.get(name)

    def create(self, names: list[str], *, now: datetime) -> int:
        """Make members of those nobody knows: an address gives an account, an identifier a name to complete.

        An address that has an account elsewhere joins with it. No mail leaves.
        """
        addresses = [name for name in names if is_address(name)]
        accounts = Person.objects.filter(email__in=addresses)
        people: dict[str, Person] = {str(person.email): person for person in accounts}
        new = [name for name in names if name not in people]
        people |= zip(new, Person.objects.bulk_create([self._person(n, now) for n in new]), strict=True)
        self.community.admit_all(people.values(), by=None, now=now)
        ExternalId.objects.bulk_create(
            [
                ExternalId(community=self.community, source=SOURCE, key=name[:150], person=person)
                for name, person in people.items()
            ],
            ignore_conflicts=True,
        )
        self.known |= {name: person.pk for name, person in people.items()}
        return len(people)

    def _person(self, name: str, now: datetime) -> Person:
        email = name if is_address(name) else None
        person = Person(
            email=email,
            family_name="" if email else name[:80],
            given_name=name.partition("@")[0].replace(".", " ").title()[:80] if email else "",
            language=self.community.language,
            time_zone=self.community.organisation.time_zone,
            reached_by=Person.ReachedBy.MAIL if email else Person.ReachedBy.IN_PERSON,
            joined_at=now,
        )
        person.set_unusable_password()
        return person
