"""Whoever wrote in an archive is somebody here, who never gets a mail by accident.

Addresses of an archive are not kept: only a keyed fingerprint, by which the same author is known again.
"""

from django.utils.crypto import salted_hmac

from tisserand.communities.models import Community
from tisserand.people.models import Person

from ..models import AUTHOR, ExternalId
from ..people.names import split_name
from .entries import Entry


def fingerprint(author_key: str) -> str:
    return salted_hmac("tisserand.imports.author", author_key, algorithm="sha256").hexdigest()


class Authors:
    """The authors of one archive, met as it is loaded. A member who gave this address here is its author."""

    def __init__(self, community: Community):
        self.community = community
        ids = ExternalId.objects.filter(community=community, source=AUTHOR).select_related("person")
        self._known = {external.key: external.person for external in ids}
        self._members = {
            place.person.email: place.person
            for place in community.memberships.present().select_related("person")
            if place.person.email
        }
        self._here = set(community.memberships.values_list("person_id", flat=True))
        self.new = 0

    def of(self, entry: Entry) -> Person:
        """The person; a member since their first post."""
        marks = _marks(entry)
        person = next((self._known[mark] for mark in marks if mark in self._known), None)
        if person is None:
            person = self._members.get(entry.author_email) or self._create(entry)
        for mark in marks:
            if mark not in self._known:
                ExternalId.objects.get_or_create(
                    community=self.community, source=AUTHOR, key=mark, defaults={"person": person}
                )
                self._known[mark] = person
        if person.pk not in self._here:
            self.community.admit(person, by=None, now=entry.at)
            self._here.add(person.pk)
        return person

    def _create(self, entry: Entry) -> Person:
        given, family = split_name(entry.author_name, given_first=True)
        person = Person(
            given_name=given[:80],
            family_name=family[:80],
            language=self.community.language,
            time_zone=self.community.organisation.time_zone,
            reached_by=Person.ReachedBy.IN_PERSON,
            mail_cadence=Person.Cadence.NONE,
            joined_at=entry.at,
        )
        person.set_unusable_password()
        person.save()
        self.new += 1
        return person


def _marks(entry: Entry) -> list[str]:
    """By what an author is known again: their address or number; in a mail archive, a full name does too.

    People change address within a list, and the archives that mask addresses mask them differently.
    """
    keys = [entry.author_key or f"unknown:{entry.key}"]
    if entry.format == "mail" and " " in entry.author_name:
        keys.append(f"name:{entry.author_name.casefold()}")
    return [fingerprint(key) for key in dict.fromkeys(keys)]
