"""Who is in a conversation: added, gone, told by mail or not, and how far they have read."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tisserand.people.models import Person

from . import pace, reach
from .models import Conversation, Participation
from .writing import hold


@transaction.atomic
def add(
    conversation: Conversation, people: Iterable[Person], *, by: Person, now: datetime
) -> list[Participation]:
    """Bring these people in: they read what follows, and nothing of what was said before.

    Raises ValidationError when there would be too many, or one of them cannot be reached.
    """
    community = conversation.community
    place = community.memberships.present().select_for_update(of=("self",)).filter(person=by).first()
    held = hold(conversation, by)
    there = set(held.participations.current().values_list("person", flat=True))
    new = [person for person in dict.fromkeys(people) if person.pk not in there]
    if place is None or not new:
        return []
    if len(there) + len(new) > Conversation.MOST:
        raise ValidationError(
            _("At most %(most)s people speak in one conversation.") % {"most": Conversation.MOST}
        )
    reach.require(community, by, new)
    pace.keep_to_people(place, new, now)
    if held.pair:
        held.pair = None
        held.save(update_fields=["pair"])
    begin = {
        "added_by": by,
        "joined_at": now,
        "from_number": held.last_number + 1,
        "read_up_to": held.last_number,
    }
    return Participation.objects.bulk_create(
        [Participation(conversation=held, person=person, **begin) for person in new]
    )


@transaction.atomic
def take_back(conversation: Conversation, *, by: Person) -> int:
    """Undo what one has just added, while nothing has been said since; how many go again."""
    held = hold(conversation, by)
    fresh = held.participations.current().filter(added_by=by, from_number=held.last_number + 1, read_at=None)
    gone, _rows = fresh.exclude(person=by).delete()
    return gone


@transaction.atomic
def leave(conversation: Conversation, *, by: Person, now: datetime) -> None:
    """`by` reads nothing of what follows, and keeps what they had. The others see that they left."""
    held = hold(conversation, by)
    mine = held.participations.current().filter(person=by)
    mine.update(left_at=now, left_number=held.last_number)


@transaction.atomic
def come_back(conversation: Conversation, *, by: Person) -> bool:
    """Undo it, while nothing has been said since; False when it is too late, and another must add them."""
    held = Conversation.objects.select_for_update(of=("self",)).get(pk=conversation.pk)
    if held.participations.current().filter(person=by).exists():
        return True
    left = held.participations.filter(person=by, left_number=held.last_number).order_by("-pk").first()
    if left is None:
        return False
    left.left_at = left.left_number = None
    left.save(update_fields=["left_at", "left_number"])
    return True


def mute(conversation: Conversation, person: Person, *, now: datetime) -> None:
    """No mail of this conversation any more; it stays among theirs."""
    _mine(conversation, person).filter(muted_at=None).update(muted_at=now)


def unmute(conversation: Conversation, person: Person) -> None:
    _mine(conversation, person).update(muted_at=None)


def is_muted(conversation: Conversation, person: Person) -> bool:
    return _mine(conversation, person).filter(muted_at__isnull=False).exists()


def _mine(conversation: Conversation, person: Person):
    mine = conversation.participations.current().filter(person=person)
    if not mine.exists():
        raise PermissionDenied
    return mine


def note_reading(conversation: Conversation, person: Person, *, up_to: int, now: datetime) -> None:
    """`person` has read up to that number; never goes back."""
    mine = conversation.participations.current().filter(person=person, read_up_to__lt=up_to)
    mine.update(read_up_to=up_to, read_at=now)
