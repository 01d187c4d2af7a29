"""To hear no more privately from somebody. It is told to nobody, and lifted at will."""

from datetime import datetime

from tisserand.people.models import Person

from .models import Block


def block(by: Person, whom: Person, *, now: datetime) -> Block:
    """Nothing private of `whom` reaches `by` any more. Twice changes nothing. ValueError about oneself."""
    if by == whom:
        raise ValueError("nobody blocks themselves")
    return Block.objects.get_or_create(by=by, whom=whom, defaults={"blocked_at": now})[0]


def lift(by: Person, whom: Person) -> bool:
    gone, _rows = Block.objects.filter(by=by, whom=whom).delete()
    return bool(gone)
