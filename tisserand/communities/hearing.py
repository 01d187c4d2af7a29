"""How often mail comes from one community, where somebody chose it for that one."""

from collections.abc import Iterable

from tisserand.mail.kinds import Class, named
from tisserand.mail.models import Envelope
from tisserand.people.models import Person

from .models import Community, Membership


def in_their_rhythm(community: Community | int, people: Iterable[Person]) -> list[Person]:
    """The same people, who know the rhythm they chose for this community. One query."""
    people = list(people)
    rows = Membership.objects.filter(community=community, person__in=people)
    chosen = dict(rows.exclude(mail_cadence="").values_list("person", "mail_cadence"))
    for person in people:
        person.cadence_here = chosen.get(person.pk, "")
    return people


def wants(envelope: Envelope, member: Membership) -> bool:
    """Whether this member still wants such a mail from here, now that it leaves."""
    only_addressed = member.mail_cadence == Person.Cadence.ADDRESSED
    return not (only_addressed and named(envelope.kind).mail_class == Class.NEWS)
