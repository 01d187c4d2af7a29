"""What in a mail of ours answers or opens for its reader alone, taken out of what they send on to others."""

import re

from django.conf import settings
from django.urls import reverse

MASK = "[…]"
# Pages whose address is a key: one-click answers, rhythm of mail, sign-in, invitations.
_KEYS = ("one-click", "mail-rhythm", "sign-in-link", "accept-invitation")


def masked(text: str) -> str:
    """The same without the links and reply addresses that only one person was given: a mail quoted whole,
    and published, would let everybody answer in their name."""
    paths = "|".join(re.escape(reverse(name, args=["-"]).removesuffix("-/")) for name in _KEYS)
    text = re.sub(rf"https?://[^\s/<>\"]+(?:{paths})[^\s<>\"]+", MASK, text)
    before, _at, domain = settings.MAIL_IN_DOMAIN.rpartition("@")
    if not domain:
        return text
    # Nothing before it but what is ours: a long word without an at sign is read once, not from each letter.
    purposes = "|".join(map(re.escape, settings.MAIL_TARGETS))
    ours = rf"(?:{re.escape(before)})?\b(?:{purposes})\.[a-z2-7]{{22,50}}@{re.escape(domain)}"
    return re.sub(ours, MASK, text, flags=re.IGNORECASE)
