"""Addresses that mail comes back from: told to whoever looks after these people, who may have a number."""

from datetime import datetime

from django.db.models import F

from tisserand.people.models import Person

from .models import Envelope, LostAddress


def note_lost(person: Person, said: str, *, now: datetime) -> None:
    """A mail server says that this person's address does not exist. `since` stays that of the first time."""
    if not person.email:
        return
    values = {"email": person.email, "since": now, "said": said[:300]}
    lost, new = LostAddress.objects.get_or_create(person=person, defaults=values)
    if not new and lost.email != person.email:
        LostAddress.objects.filter(pk=lost.pk).update(**values)


def note_returned(envelope: Envelope, said: str, *, now: datetime) -> None:
    """A mail came back as to nobody. One that went elsewhere tells nothing of the address we know."""
    if not envelope.elsewhere:
        note_lost(envelope.person, said, now=now)


def note_found(person: Person) -> None:
    """A mail came from there: the address lives."""
    LostAddress.objects.filter(person=person).delete()


def lost():
    """Those that are still somebody's address: `LostAddress` rows."""
    return LostAddress.objects.filter(email=F("person__email"))
