"""A mail is on disk before whoever brought it hears that it was accepted."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from .. import addressing
from . import targets
from .models import Arrival
from .tasks import take_in_mail

# What makes two copies one mail: servers add lines of their own on the way, and change line ends.
IDENTITY = (b"message-id:", b"date:", b"from:", b"subject:")


@transaction.atomic
def receive(raw: bytes, recipients: Iterable[str], sender: str, *, now: datetime) -> list[Arrival]:
    """Keep a mail, once for each recipient that is ours, and have it taken in soon; the rows that are new.

    When this returns, the mail is on disk and will be dealt with, whatever is killed. Handed over again,
    because its first acknowledgement was lost, it changes nothing.
    """
    ours = {addressing.bare(address) for address in recipients if targets.known(address)}
    found = [_keep(raw, address, addressing.bare(sender).strip("<>"), now) for address in sorted(ours)]
    new = [arrival for arrival in found if arrival]
    if new:
        take_in_mail.enqueue()
    return new


def _keep(raw: bytes, recipient: str, sender: str, now: datetime) -> Arrival | None:
    values = {
        "recipient": recipient[:320],
        "sender": sender[:320].replace("\0", ""),
        "raw": raw,
        "size": len(raw),
        "received_at": now,
        "due_at": now,
    }
    arrival, new = Arrival.objects.get_or_create(digest=digest(raw, recipient), defaults=values)
    return arrival if new else None


def digest(raw: bytes, recipient: str) -> str:
    """The same for every copy of a mail to a recipient, whatever way it came."""
    head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    lines = head.replace(b"\n ", b" ").replace(b"\n\t", b" ").split(b"\n")
    identity = sorted(b" ".join(line.split()) for line in lines if line.lower().startswith(IDENTITY))
    return hashlib.sha256(
        b"\0".join([recipient.encode(errors="replace"), *identity, b" ".join(body.split())])
    ).hexdigest()
