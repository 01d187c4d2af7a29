from django.db.models import Q, QuerySet

from tisserand.communities import names
from tisserand.people.models import Person


def people(words: str) -> QuerySet[Person]:
    """Those whose name or address holds each of these words, whatever the capitals; by name."""
    found = Person.objects.filter(erased_at=None)
    for word in words.split()[:5]:
        found = found.filter(
            Q(given_name__icontains=word) | Q(family_name__icontains=word) | Q(email__icontains=word)
        )
    return found.order_by(names.InOrder("given_name"), names.InOrder("family_name"), "pk")
