"""An envelope becomes a message: in the person's language, in text and in HTML, from what is true now."""

import re
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.encoding import force_str

from .kinds import Content, Kind
from .models import Envelope

SITE_NAME = "Tisserand"
SIGNATURE = "-- "  # mail programs fold away what stands below
# Line ends would start another header; the others draw a name from right to left, or not at all. What is
# typed as an encoded word ("=?…") would be decoded by the reader, line ends included.
NOT_IN_HEADERS = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+"
)
# What people wrote may point to a page of this site; from a mail it needs the whole address.
LOCAL_LINK = re.compile(r'\b(href|src)="/(?!/)')


def content(envelope: Envelope, kind: Kind) -> Content | None:
    """What the kind has to say, in the person's language and zone; None when it has lost its reason."""
    with translation.override(envelope.person.language), timezone.override(envelope.person.zone):
        return kind.compose(envelope)


def message(envelope: Envelope, kind: Kind, said: Content) -> EmailMultiAlternatives:
    """The whole mail, both parts and headers. Composed again, it keeps its Message-ID."""
    person, subject = envelope.person, header(said.subject, 200)
    data = {
        "person": person,
        "subject": subject,
        "sender_name": said.sender_name,
        "mail_class": kind.mail_class,
        "site_url": settings.SITE_URL,
        "preferences_url": settings.SITE_URL + reverse("preferences"),
        **said.context,
    }
    with translation.override(person.language), timezone.override(person.zone):
        text = tidy(rendered(f"{said.template}.txt", data, escape=False))
        html = rendered(f"{said.template}.html", {**data, "language": person.language}, escape=True)
    mail = EmailMultiAlternatives(
        subject=subject,
        body=text,
        from_email=address(said.sender_name or SITE_NAME, site_address()),
        to=[address(person.name if person.given_name else "", force_str(person.email))],
        headers=headers(envelope, kind, said),
        reply_to=[address(said.sender_name, said.reply_to)] if said.reply_to else None,
    )
    mail.attach_alternative(LOCAL_LINK.sub(rf'\1="{settings.SITE_URL}/', html), "text/html")
    return mail


def headers(envelope: Envelope, kind: Kind, said: Content) -> dict[str, str]:
    host = site_address().partition("@")[2]
    found = {
        # With its time: a database that is begun again counts from one, and mail readers remember.
        "Message-ID": f"<{_opaque('message', f'{envelope.pk} {envelope.created_at.timestamp()}')}@{host}>",
        # No holiday notice comes back to a machine.
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "X-Tisserand-Kind": kind.name,
    }
    if said.thread_key:
        # All mails of a thread answer one that never was: that is enough to be drawn together.
        root = f"<{_opaque('thread', said.thread_key)}@{host}>"
        found |= {"In-Reply-To": root, "References": root}
    if said.list_name:
        found["List-Id"] = f"<{header(said.list_name, 60)}.{host}>"
    # Here come List-Unsubscribe and, where a person does not reply to a person, a Reply-To bound to reader
    # and thread, the day the site receives mail; until then the foot of a mail says replies are not read.
    return found


def _opaque(what: str, value: object) -> str:
    return salted_hmac(f"tisserand.mail.{what}", str(value), algorithm="sha256").hexdigest()[:32]


def rendered(template: str, data: dict, *, escape: bool) -> str:
    return get_template(template).template.render(Context(dict(data), autoescape=escape))  # type: ignore[attr-defined]


def tidy(text: str) -> str:
    """Plain text as one would type it: no space at the end of lines, one empty line at a time."""
    lines = (line if line == SIGNATURE else line.rstrip() for line in text.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"


def header(text: str, at_most: int) -> str:
    """A value that stays in its header and shows what it is, whatever people put in names and titles."""
    clean = " ".join(NOT_IN_HEADERS.sub(" ", str(text)).replace("=?", "= ?").split())
    return clean if len(clean) <= at_most else clean[: at_most - 1].rstrip() + "…"


def address(name: str, email: str) -> str:
    name = header(name, 120)
    return formataddr((name, email)) if name else email


def site_address() -> str:
    return parseaddr(settings.MAIL_FROM)[1]
