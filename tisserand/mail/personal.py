"""What in a mail of ours answers or opens for its reader alone, taken out of what they send on to others."""

import re

from django.conf import settings
from django.urls import reverse

from . import addressing

MASK = "[…]"
# Pages whose address is a key: one-click answers, rhythm of mail, sign-in, invitations.
_KEYS = ("one-click", "mail-rhythm", "sign-in-link", "accept-invitation")


def masked(text: str) -> str:
    """The same without the links and reply addresses that only one person was given: a mail quoted whole,
    and published, would let everybody answer in their name."""
    paths = "|".join(re.escape(reverse(name, args=["-"]).removesuffix("-/")) for name in _KEYS)
    text = re.sub(rf"https?://[^\s/<>\"]+(?:{paths})[^\s<>\"]+", MASK, text)
    domain = settings.MAIL_IN_DOMAIN.rpartition("@")[2]
    if not domain:
        return text
    purposes = "|".join(map(re.escape, settings.MAIL_TARGETS))
    found = re.compile(rf"[\w+.-]*\b(?:{purposes})\.[a-z2-7]{{22,50}}@{re.escape(domain)}", re.IGNORECASE)
    return found.sub(lambda match: MASK if addressing.signed(match[0]) else match[0], text)
