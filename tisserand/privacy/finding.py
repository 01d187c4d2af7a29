from django.db.models import Q, QuerySet, Value
from django.db.models.functions import StrIndex, Substr

from tisserand.communities import names
from tisserand.people.models import Person


def people(words: str) -> QuerySet[Person]:
    """Those whose name or address holds each of these words, whatever the capitals; by name.

    Of an address, what stands before the at sign counts, unless the word has one: a company shares the rest.
    """
    before = Substr("email", 1, StrIndex("email", Value("@")))
    found = Person.objects.filter(erased_at=None).alias(before=before)
    for word in words.split()[:5]:
        address = Q(email__icontains=word) if "@" in word else Q(before__icontains=word)
        found = found.filter(Q(given_name__icontains=word) | Q(family_name__icontains=word) | address)
    return found.order_by(names.InOrder("given_name"), names.InOrder("family_name"), "pk")
