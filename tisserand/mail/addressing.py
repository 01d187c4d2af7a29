"""Addresses that people answer to: a mail to one needs no other proof of who wrote and what it answers.

`<purpose>.<token>@<the site's mail domain>`: the token holds person, key and day of issue, signed with the
site's key (80 bits), in letters that survive being put in lower case. Mail programs, servers and lists
accept 64 characters before the at sign; there are never more.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from tisserand.people.models import Person

LONGEST = 64  # characters before the at sign, RFC 5321
SIGNED_BYTES = 10
FIRST_DAY = date(2020, 1, 1)
# No slug of a community has a dot: a plain address is never taken for a signed one.
SIGNED = re.compile(r"([a-z]{1,12})\.([a-z2-7]{22,50})")
RETURNS = "returns"  # what mail servers send back comes here


@dataclass(frozen=True)
class Bound:
    """Whose address it is, and what a mail to it answers."""

    person_id: int
    purpose: str
    pk: int


class Forged(Exception):
    """An address this site never gave out, or that was altered on the way."""


class Late(Exception):
    """An address that was good once; `bound` says for whom and for what."""

    def __init__(self, bound: Bound):
        super().__init__(bound)
        self.bound = bound


def reply_address(person: Person, purpose: str, pk: int, *, now: datetime) -> str:
    """Where this person answers about `pk`; "" when the site receives no mail.

    `purpose` is one of settings.MAIL_TARGETS; anything else raises ValueError.
    """
    if not settings.MAIL_IN_DOMAIN:
        return ""
    if purpose not in settings.MAIL_TARGETS:
        raise ValueError(f"{purpose!r} is not in MAIL_TARGETS")
    body = _number(person.pk) + _number(pk) + _number((now.astimezone(UTC).date() - FIRST_DAY).days)
    token = base64.b32encode(body + _signature(purpose, body)).decode().rstrip("=").lower()
    return here(f"{purpose}.{token}")


def here(local: str) -> str:
    """The address of this name at this site; "" when the site receives no mail."""
    before, _, domain = settings.MAIL_IN_DOMAIN.rpartition("@")
    return f"{before}{local}@{domain}" if domain else ""


def local_part(address: str) -> str | None:
    """The name an address of this site stands for, in lower case; None when it is another site's."""
    before, _, domain = settings.MAIL_IN_DOMAIN.lower().rpartition("@")
    local, _, there = bare(address).rpartition("@")
    if not domain or there != domain or not local.startswith(before):
        return None
    return local.removeprefix(before)


def read(address: str, *, now: datetime) -> Bound:
    """Who may answer what by this address. Raises Forged or Late."""
    found = SIGNED.fullmatch(local_part(address) or "")
    if not found:
        raise Forged(address)
    purpose, token = found.groups()
    try:
        raw = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
        body, signed = raw[:-SIGNED_BYTES], raw[-SIGNED_BYTES:]
        person_id, pk, day = _numbers(body)
    except (binascii.Error, ValueError):
        raise Forged(address) from None
    if not constant_time_compare(signed, _signature(purpose, body)):
        raise Forged(address)
    bound = Bound(person_id, purpose, pk)
    if now.astimezone(UTC).date() > FIRST_DAY + timedelta(days=day + settings.MAIL_REPLY_DAYS):
        raise Late(bound)
    return bound


def signed(address: str) -> bool:
    """Whether this looks like an address that carries a signature, good or not, for a purpose we know."""
    found = SIGNED.fullmatch(local_part(address) or "")
    return bool(found and found[1] in settings.MAIL_TARGETS)


def bare(address: str) -> str:
    """`Ada <Ada@Example.com>` → `ada@example.com`."""
    return (parseaddr(address)[1] or address).strip().lower()


def _signature(purpose: str, body: bytes) -> bytes:
    return salted_hmac(f"tisserand.mail.reply.{purpose}", body, algorithm="sha256").digest()[:SIGNED_BYTES]


def _number(value: int) -> bytes:
    """Seven bits a byte, the last one without its top bit: small numbers stay short."""
    out = [value & 0x7F]
    while value := value >> 7:
        out.append(value & 0x7F | 0x80)
    return bytes(reversed(out))


def _numbers(body: bytes) -> list[int]:
    found, value = [], 0
    for byte in body:
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            found.append(value)
            value = 0
    return found
