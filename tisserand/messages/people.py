"""Choosing whom to write to, by name: what is chosen stays in the address, so that no script is needed."""

from collections.abc import Collection
from dataclasses import dataclass

from django.http import QueryDict

from tisserand.communities.models import Membership

SHOWN = 12


@dataclass
class Choice:
    """Who is chosen so far, and who else bears the name that is looked for."""

    chosen: list[Membership]
    found: list[Membership]
    words: str
    more: bool = False


def choice(membership: Membership, asked: QueryDict, *, besides: Collection[int] = ()) -> Choice:
    """What the address says: `to`, places in the community, and `name`. `besides`: people already there."""
    others = membership.community.memberships.present().exclude(pk=membership.pk)
    others = others.filter(person__is_active=True).exclude(person__in=besides)
    asked_for = [int(pk) for pk in asked.getlist("to")[:50] if pk.isascii() and pk.isdigit() and len(pk) < 18]
    chosen = list(others.filter(pk__in=asked_for).for_list())
    words = " ".join(asked.get("name", "").split())[:100]
    found: list[Membership] = []
    if words:
        found = list(others.named(words).exclude(pk__in=[one.pk for one in chosen]).for_list()[: SHOWN + 1])
    return Choice(chosen, found[:SHOWN], words, len(found) > SHOWN)
