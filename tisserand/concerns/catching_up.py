"""What was read on the page is read; « all read », and the way back."""

from datetime import UTC, datetime

from django.db import transaction

from tisserand.communities.models import Community
from tisserand.people.models import Person

from .models import CaughtUp

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@transaction.atomic
def read_all(person: Person, *, now: datetime) -> None:
    """All that came until now is read, save what asks something of them: that leaves when it is done."""
    place = _held(person)
    if place.at is None or place.at < now:
        place.at, place.before = now, place.at
        place.save(update_fields=["at", "before"])


@transaction.atomic
def take_back(person: Person, *, now: datetime) -> bool:
    """The last « all read » is undone; False when there is nothing to undo."""
    place = _held(person)
    if place.at is None:
        return False
    place.at, place.before = place.before, None
    place.save(update_fields=["at", "before"])
    return True


@transaction.atomic
def open_line(person: Person, key: str) -> None:
    place = _held(person)
    if key not in place.opened:
        place.opened = [*place.opened, key][-CaughtUp.MOST :]
        place.save(update_fields=["opened"])


def has_seen(person: Person, key: str, at: datetime, community: Community) -> bool:
    """Whether they opened this line, or said that all is read, since `at` by the clock of the community: no
    mail tells of it any more."""
    place = CaughtUp.objects.filter(person=person).first()
    if place is None:
        return False
    return key in place.opened or (place.at is not None and at <= community.at(place.at))


def _held(person: Person) -> CaughtUp:
    """Their row, locked until the end of the transaction."""
    CaughtUp.objects.get_or_create(person=person)
    return CaughtUp.objects.select_for_update().get(person=person)


def read_until(person: Person, community: Community) -> datetime:
    """Until which moment, by the clock of this community, they said that all is read: no mail tells of what
    came before. Long ago when they never did."""
    at = CaughtUp.objects.filter(person=person).values_list("at", flat=True).first()
    return community.at(at) if at else LONG_AGO
