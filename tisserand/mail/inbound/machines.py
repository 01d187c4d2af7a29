"""Mail that no person wrote: never answered, never taken in."""

import re
from email.message import Message

from . import bodies, headers

LISTS_AND_LOOPS = ("List-Id", "X-Tisserand-Kind", "X-Loop", "Feedback-ID")
SAYS_SO = (
    "X-Autoreply",
    "X-Autorespond",
    "X-Autoresponder",
    "X-Auto-Response-Suppress",
    "X-MS-Exchange-Inbox-Rules-Loop",
    "X-FC-MachineGenerated",
    "X-Mail-Autoreply",
    *LISTS_AND_LOOPS,
)
PRECEDENCE = ("bulk", "junk", "list", "auto_reply", "auto-reply")
NO_PERSON = re.compile(
    r"(mailer-daemon|postmaster|no-?_?reply|do-?not-?reply|ne-?pas-?repondre|autoreply|root|www-data)[+@]"
)
# At the very beginning: a person who answers such a mail writes after “Re:”.
ABSENT = re.compile(
    r"(absence du bureau|absent du bureau|r[ée]ponse automatique|message d['’]absence|out of (the )?office"
    r"|auto(matic|mated)?[ -]?(reply|response)|auto|notification d['’]absence|lu|non lu|read|not read)\s*:"
    r"|(absence du bureau|out of office|r[ée]ponse automatique|automatic reply)\b",
    re.IGNORECASE,
)
MOST_HOPS = 40
LONGEST_MEETING = 64 * 1024  # bytes


def wrote(message: Message) -> bool:
    """Whether a machine wrote this mail: a notice of absence, a list, a receipt, or ourselves."""
    if headers.raw(message, "Auto-Submitted").lower() not in ("", "no"):
        return True
    if any(message.get(name) is not None for name in SAYS_SO):
        return True
    if headers.raw(message, "Precedence").lower() in PRECEDENCE:
        return True
    if headers.raw(message, "Return-Path") == "<>" or message.get_content_type() == "multipart/report":
        return True
    return bool(
        NO_PERSON.match(headers.author(headers.raw(message, "From"))[1])
        or ABSENT.match(headers.told(message, "Subject"))
        or len(message.get_all("Received", [])) > MOST_HOPS
        or any(_answers_a_meeting(part) for part in bodies.parts(message))
    )


def meeting_reply(message: Message) -> bytes:
    """What a calendar program answers to an invitation; b"" when the mail is none, or answers at too great a
    length to be one."""
    for part in bodies.parts(message):
        content = part.get_payload(decode=True) if _answers_a_meeting(part) else None
        if isinstance(content, bytes) and len(content) <= LONGEST_MEETING:
            return content
    return b""


def _answers_a_meeting(part: Message) -> bool:
    return part.get_content_type() == "text/calendar" and str(part.get_param("method")).lower() == "reply"
