"""Whom one may write to. Whoever cannot be reached is said so in the same words, whatever the reason: left,
gone, or somebody who does not want to hear from this person. Nobody learns which."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tisserand.communities.models import Community
from tisserand.people.models import Person

from .models import Block


def require(community: Community, by: Person, people: Iterable[Person]) -> None:
    """Raises ValidationError when one of these people cannot be written to by `by`, here and now."""
    people = list(people)
    if mine := [person for person in people if person.pk in blocked_by(by, people)]:
        raise ValidationError(blocked_words(mine[0]))
    if away := unreached(community, by, people):
        raise ValidationError(words(away[0]))


def unreached(community: Community, by: Person, people: Iterable[Person]) -> list[Person]:
    """Those of these people whom nothing from `by` reaches."""
    people = list(people)
    here = community.memberships.present().filter(person__in=people, person__is_active=True)
    present = set(here.values_list("person", flat=True))
    deaf = set(Block.objects.filter(by__in=people, whom=by).values_list("by", flat=True))
    return [person for person in people if person.pk not in present or person.pk in deaf]


def blocked_by(person: Person, people: Iterable[Person]) -> set[int]:
    """Those of these people whom `person` has blocked."""
    return set(Block.objects.filter(by=person, whom__in=list(people)).values_list("whom", flat=True))


def words(person: Person) -> str:
    return _("%(name)s cannot be reached by private message at the moment.") % {"name": person.name}


def blocked_words(person: Person) -> str:
    return _("You have blocked %(name)s. To write to them, lift that first.") % {"name": person.name}
