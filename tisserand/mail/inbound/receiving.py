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


def receive(raw: bytes, recipients: Iterable[str], sender: str, *, now: datetime) -> list[Arrival]:
    """Keep a mail, once for each recipient that is ours."""
    ours = [address for address in recipients if targets.known(address)]
    return keep(raw, ours, sender, size=len(raw), now=now)


@transaction.atomic
def keep(raw: bytes, addresses: Iterable[str], sender: str, *, size: int, now: datetime) -> list[Arrival]:
    """Keep a mail, once for each of these addresses, and have it taken in soon; the rows that are new.

    When this returns, the mail is on disk and will be dealt with, whatever is killed. Handed over again,
    because its first acknowledgement was lost, it changes nothing. Of a mail that is too big, `raw` is the
    head, and `size` that of the whole.
    """
    said = {"sender": addressing.bare(sender).strip("<>")[:320].replace("\0", ""), "size": size}
    found = [_keep(raw, address, said, now) for address in sorted(set(map(addressing.bare, addresses)))]
    new = [arrival for arrival in found if arrival]
    if new:
        take_in_mail.enqueue()
    return new


def _keep(raw: bytes, recipient: str, said: dict, now: datetime) -> Arrival | None:
    values = {**said, "recipient": recipient[:320], "raw": raw, "received_at": now, "due_at": now}
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
