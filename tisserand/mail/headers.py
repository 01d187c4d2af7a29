"""What mail readers and mail servers read above a mail: whose it is, what it answers, how to stop it."""

import re
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.utils.crypto import salted_hmac

from . import addressing, stopping
from .kinds import Content, Kind
from .models import Envelope

SITE_NAME = "Tisserand"
KIND = "X-Tisserand-Kind"
# Line ends would start another header; the others draw a name from right to left, or not at all. What is
# typed as an encoded word ("=?…") would be decoded by the reader, line ends included.
NOT_IN_HEADERS = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+"
)
# Among so many of the last mails to a person we look for the one that a mail answers.
LOOKED_BACK = 200


def of(envelope: Envelope, kind: Kind, said: Content) -> dict[str, str]:
    """The headers of this mail. Composed again, it keeps its Message-ID."""
    host = site_address().partition("@")[2]
    found = {
        # With its time: a database that is begun again counts from one, and mail readers remember.
        "Message-ID": f"<{_opaque('message', f'{envelope.pk} {envelope.created_at.timestamp()}')}@{host}>",
        # No holiday notice comes back to a machine.
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        KIND: kind.name,
    }
    if said.list_name:
        found["List-Id"] = f"<{one_line(said.list_name, 60)}.{host}>"
    return found | _thread(envelope, said, host) | _ways_to_stop(envelope, kind)


def _thread(envelope: Envelope, said: Content, host: str) -> dict[str, str]:
    """What draws mails together: the root of the thread, a mail that never was, and the mail answered."""
    if not said.thread_key:
        return {}
    before = [f"<{_opaque('thread', said.thread_key)}@{host}>"]
    if said.answers and (answered := _mail_about(said.answers, envelope)):
        before.append(answered)
    return {"In-Reply-To": before[-1], "References": " ".join(before)}


def _mail_about(item: dict, envelope: Envelope) -> str:
    """The Message-ID of the last mail this person got about `item`, as it was posted; or ""."""
    earlier = (
        Envelope.objects.filter(person=envelope.person_id)
        .exclude(message_id="")
        .exclude(pk=envelope.pk)
        .order_by("-created_at", "-pk")
    )
    for message_id, data in earlier.values_list("message_id", "data")[:LOOKED_BACK]:
        if any(item.items() <= posted.items() for posted in data.get("items", [data])):
            return message_id
    return ""


def _ways_to_stop(envelope: Envelope, kind: Kind) -> dict[str, str]:
    """RFC 2369 and 8058: a mail program may draw a button of its own."""
    page = stopping.link(envelope.person, kind.mail_class)
    if not page:
        return {}
    now = envelope.claimed_at or envelope.created_at
    by_mail = stopping.address(envelope.person, kind.mail_class, now=now)
    ways = f"<{page}>" + (f", <mailto:{by_mail}?subject=stop>" if by_mail else "")
    return {"List-Unsubscribe": ways, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def reply_to(envelope: Envelope, said: Content) -> list[str]:
    """Where a reply goes: to whoever wrote in their own name, and to the site, by an address that is bound
    to the reader and to what is answered. Mail programs write to all of them."""
    found = [said.reply_to]
    if said.reply:
        purpose, pk = said.reply
        now = envelope.claimed_at or envelope.created_at
        found.append(addressing.reply_address(envelope.person, purpose, pk, now=now))
    return [address for address in found if address]


def _opaque(what: str, value: object) -> str:
    return salted_hmac(f"tisserand.mail.{what}", str(value), algorithm="sha256").hexdigest()[:32]


def one_line(text: str, at_most: int) -> str:
    """A value that stays in its header and shows what it is, whatever people put in names and titles."""
    clean = " ".join(NOT_IN_HEADERS.sub(" ", str(text)).replace("=?", "= ?").split())
    return clean if len(clean) <= at_most else clean[: at_most - 1].rstrip() + "…"


def address(name: str, email: str) -> str:
    name = one_line(name, 120)
    return formataddr((name, email)) if name else email


def site_address() -> str:
    return parseaddr(settings.MAIL_FROM)[1]
