"""How fast one person may write privately: ceilings that nobody meets who writes to people.

Counted by the rows themselves, so that a mail and a page count alike, whatever the process. Whoever arrived
this week writes to a few people a day: nobody joins a company to write to all of it.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tisserand.communities.models import Membership
from tisserand.people.models import Person

from .models import Message, Participation

MESSAGES, IN_MINUTES = 60, timedelta(minutes=10)
NEW_FOR, DAY = timedelta(days=7), timedelta(days=1)
PEOPLE_A_DAY, PEOPLE_A_DAY_WHEN_NEW = 40, 8


def keep(person: Person, now: datetime) -> None:
    """Raises ValidationError, in words, when this person has written a great deal in a few minutes."""
    written = Message.objects.filter(author=person, created_at__gt=now - IN_MINUTES)
    if written.count() >= MESSAGES:
        raise ValidationError(
            _("You have written a great deal in a few minutes. Send this one again in a little while.")
        )


def keep_to_people(place: Membership, people: Collection[Person], now: datetime) -> None:
    """The same before somebody begins a conversation with these people, or adds them to one. The row of their
    membership must be locked: two windows count one after the other."""
    added = Participation.objects.filter(added_by=place.person_id, joined_at__gt=now - DAY)
    added = added.exclude(person=place.person_id)
    new = now - place.joined_at < NEW_FOR
    most = PEOPLE_A_DAY_WHEN_NEW if new else PEOPLE_A_DAY
    if added.count() + len(people) <= most:
        return
    if new:
        raise ValidationError(
            _(
                "In your first week you can begin to write to a few people a day. Go on tomorrow, or ask "
                "everybody in a conversation."
            )
        )
    raise ValidationError(
        _("You have begun to write to many people today. To reach them all, a conversation is the place.")
    )
