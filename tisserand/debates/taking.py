"""Take position, and change one's mind: each time a row, so that how a debate moved people can be told."""

from datetime import datetime, timedelta

from django.db import transaction

from tisserand.mail.characters import tidy
from tisserand.people.models import Person

from .models import Debate, Participant, Position

# A slip of the finger is taken back as if it had not been; later on, it is a change of mind.
SLIP = timedelta(hours=1)
WHY_LIMIT = 500


@transaction.atomic
def take(position: Position, *, by: Person, now: datetime, why: str = "") -> Participant:
    """`by` stands there from now on; `why` is kept of a change of mind. Saying it twice changes nothing.

    ValidationError once the debate is closed or withdrawn.
    """
    debate = Debate.held(position.debate_id)
    debate.hold_open(now)
    start = {"first": position, "present": position}
    participant, new = debate.participants.get_or_create(person=by, defaults=start)
    if not new and participant.present_id == position.pk:
        return participant
    if not new:
        participant.present = position
        participant.save(update_fields=["present"])
    said = "" if new else tidy(why).strip()[:WHY_LIMIT]
    participant.stances.create(position=position, taken_at=now, why=said)
    debate.thread.community.record("took-position", by, debate, at=now, changed=not new)
    return participant


@transaction.atomic
def take_back(debate: Debate, *, by: Person, now: datetime) -> bool:
    """Their last position was a slip: they stand where they stood before, if anywhere. False when it is too
    late, or nothing was said."""
    debate = Debate.held(debate.pk)
    participant = debate.participants.filter(person=by).first()
    *before, last = list(participant.stances.all()) if participant else [None]
    if participant is None or last is None or not debate.is_open(now) or now - last.taken_at > SLIP:
        return False
    if before:
        last.delete()
        participant.present_id = before[-1].position_id
        participant.save(update_fields=["present"])
    else:
        participant.delete()
    debate.thread.community.record("took-back", by, debate, at=now)
    return True
