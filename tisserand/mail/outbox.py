"""The outbox: mail is posted inside the transaction of the act, and leaves afterwards."""

from datetime import datetime

from tisserand.people.models import Person

from . import kinds
from .models import Envelope


def post(kind: str, person: Person, *, now: datetime, key: str = "", **data) -> Envelope | None:
    """Put a mail in the outbox; None when the person has no address. To be called inside the act's transaction."""
    if not person.email:
        return None
    known = kinds.named(kind)
    return Envelope.objects.create(
        kind=kind, person=person, key=key, data=data, created_at=now, due_at=now + known.hold
    )


def withdraw(envelope_id: int, *, now: datetime) -> bool:
    """Take back a mail that has not left yet; False when it is too late."""
    return bool(
        Envelope.objects.filter(pk=envelope_id, state=Envelope.State.WAITING).update(state=Envelope.State.DROPPED)
    )
