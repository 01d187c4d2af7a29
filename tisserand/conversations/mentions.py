"""« @Amina Keita » in a text names a member of the community."""

import re
from dataclasses import dataclass, field

from django.db.models import Q

from tisserand.communities.models import Community
from tisserand.people.models import Person

LIMIT = 20  # people one post may call; the others are not told
SUGGESTED = 6
_CALL = re.compile(r"(?<![\w@./])@([^\W\d_][\w’'-]{0,79}(?: [^\W\d_][\w’'-]{0,79}){0,3})")


@dataclass
class Found:
    """`people` are told; `unclear` are first names that several members share, so that nobody was told."""

    people: list[Person] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)


def find(community: Community, text: str, *, besides: Person | None = None) -> Found:
    """Present members named after an @: by first and last name, or by a first name nobody else has here."""
    calls = list(dict.fromkeys(_folded(call) for call in _CALL.findall(text)))[: LIMIT * 5]
    found = Found()
    if not calls:
        return found
    members = _candidates(community, calls)
    for call in calls:
        named = _named(call, members)
        if len(named) > 1:
            found.unclear.append(named[0].given_name)
        elif named and named[0] not in found.people and named[0] != besides and len(found.people) < LIMIT:
            found.people.append(named[0])
    return found


def _candidates(community: Community, calls: list[str]) -> list[Person]:
    """Members whose first name may be meant. Databases differ on accents and capitals: ask for several."""
    heads = set()
    for call in calls:
        words = call.split()
        for length in (1, 2):
            head = " ".join(words[:length])
            heads |= {head, head.title(), head.capitalize(), head.upper()}
    people = Person.objects.filter(
        memberships__community=community, memberships__left_at=None, given_name__in=heads
    )
    return list(people.order_by("pk")[:500])


def _named(call: str, members: list[Person]) -> list[Person]:
    whole = [person for person in members if person.family_name and _begins(call, person.name)]
    if whole:
        longest = max(len(person.name) for person in whole)
        return [person for person in whole if len(person.name) == longest]
    return [person for person in members if _begins(call, person.given_name)]


def _begins(call: str, name: str) -> bool:
    name = _folded(name)
    return call == name or call.startswith(name + " ")


def _folded(text: str) -> str:
    return text.replace("'", "’").casefold()


def suggest(community: Community, beginning: str, *, besides: Person | None = None) -> list[Person]:
    """A few present members whose first or last name begins so; none for nothing typed."""
    beginning = " ".join(beginning.split())[:40]
    if not beginning:
        return []
    first, _space, last = beginning.partition(" ")
    named = (
        Q(given_name__istartswith=first, family_name__istartswith=last)
        if last
        else Q(given_name__istartswith=first) | Q(family_name__istartswith=first)
    )
    people = Person.objects.filter(named, memberships__community=community, memberships__left_at=None)
    if besides is not None:
        people = people.exclude(pk=besides.pk)
    return list(people.order_by("given_name", "family_name", "pk")[:SUGGESTED])
