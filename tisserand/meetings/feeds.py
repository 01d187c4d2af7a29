"""The calendar of a person, read by their own program at a secret address: each sees what is theirs alone.

An app says what it has for somebody's calendar in its `calendars.py`:

    @feed_source("sessions")
    def sessions(reader: Reader) -> list[Entry]: ...

in a constant number of queries, and with no name of another learner in what a learner reads.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from tisserand.communities.models import Membership
from tisserand.people.models import Person

from . import ics
from .models import Feed
from .models.feeds import new_salt


@dataclass(frozen=True)
class Reader:
    """Whose calendar, where they are a member today (with the community and its organisation), and when."""

    person: Person
    places: list[Membership]
    now: datetime

    def may(self, right: str) -> list[int]:
        """The communities where they have this right."""
        return [place.community_id for place in self.places if place.may(right)]

    @property
    def communities(self) -> list[int]:
        return [place.community_id for place in self.places]


Source = Callable[[Reader], list[ics.Entry]]
_sources: dict[str, Source] = {}


def feed_source(name: str) -> Callable[[Source], Source]:
    """Register the decorated `entries(reader)`, called in the language of the reader."""

    def register(entries: Source) -> Source:
        if name in _sources and _sources[name].__module__ != entries.__module__:
            raise ValueError(f"feed source {name!r} is taken")
        _sources[name] = entries
        return entries

    return register


def entries_of(person: Person, *, now: datetime) -> list[ics.Entry]:
    """All that is in the calendar of this person, in order; a constant number of queries."""
    places = Membership.objects.present().filter(person=person).select_related("community__organisation")
    reader = Reader(person, list(places.order_by("pk")), now)
    found = [entry for source in _sources.values() for entry in source(reader)] if reader.places else []
    return sorted(found, key=lambda entry: (_day(entry.begins), str(entry.begins), entry.uid))


def read(feed: Feed, *, now: datetime) -> bytes:
    """The calendar as it stands. When it is not what it was the last time, `changed_at` is now."""
    person = feed.person
    with translation.override(person.language):
        content = ics.calendar(entries_of(person, now=now), name=_("My calendar on Tisserand"))
    fingerprint = hashlib.sha256(content).hexdigest()
    if fingerprint != feed.fingerprint:
        feed.fingerprint, feed.changed_at = fingerprint, now
        Feed.objects.filter(pk=feed.pk).update(fingerprint=fingerprint, changed_at=now)
    return content


def make(person: Person, *, now: datetime) -> Feed:
    """The secret address of this person, another one if there was one: that one leads nowhere any more."""
    values = {"salt": new_salt(), "made_at": now, "fingerprint": "", "changed_at": now}
    with transaction.atomic():
        return Feed.objects.update_or_create(person=person, defaults=values)[0]


def withdraw(person: Person) -> bool:
    """No calendar is given any more; False when there was none."""
    return bool(Feed.objects.filter(person=person).delete()[0])


def address(feed: Feed) -> str:
    """The whole secret address."""
    return settings.SITE_URL + reverse("calendar-feed", args=[f"{feed.pk}-{_sign(feed)}"])


def of_token(token: str) -> Feed | None:
    """The feed that this address is the secret of, as long as its person is one of us."""
    number, _dash, signature = token.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        return None
    feed = Feed.objects.filter(pk=int(number), person__is_active=True).select_related("person").first()
    if feed is None or not constant_time_compare(signature, _sign(feed)):
        return None
    return feed


def _sign(feed: Feed) -> str:
    said = f"{feed.pk}.{feed.person_id}.{feed.salt}"
    return salted_hmac("tisserand.meetings.feed", said, algorithm="sha256").hexdigest()[:40]


def _day(moment: datetime | date) -> str:
    return moment.isoformat()[:10]
