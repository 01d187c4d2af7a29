"""An envelope becomes a message: in the person's language, in text and in HTML, from what is true now."""

import re

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.encoding import force_str

from . import addressing, headers, stopping
from .kinds import Content, Kind
from .models import Envelope

SIGNATURE = "-- "  # mail programs fold away what stands below
# What people wrote may point to a page of this site; from a mail it needs the whole address.
LOCAL_LINK = re.compile(r'\b(href|src)="/(?!/)')


def content(envelope: Envelope, kind: Kind) -> Content | None:
    """What the kind has to say, in the person's language and zone; None when it has lost its reason."""
    with translation.override(envelope.person.language), timezone.override(envelope.person.zone):
        return kind.compose(envelope)


def message(envelope: Envelope, kind: Kind, said: Content) -> EmailMultiAlternatives:
    """The whole mail, both parts and headers. Composed again, it keeps its Message-ID."""
    person, subject, replies_to = (
        envelope.person,
        headers.one_line(said.subject, 200),
        headers.reply_to(envelope, said),
    )
    data = {
        "person": person,
        "subject": subject,
        "sender_name": said.sender_name,
        "mail_class": kind.mail_class,
        "reply_address": replies_to[-1] if replies_to else "",
        "site_url": settings.SITE_URL,
        "preferences_url": settings.SITE_URL + reverse("preferences"),
        "stop_url": stopping.link(person, kind.mail_class),
        **said.context,
    }
    with translation.override(person.language), timezone.override(person.zone):
        text = tidy(render_to_string(f"{said.template}.txt", data))
        html = render_to_string(f"{said.template}.html", {**data, "language": person.language})
    name = said.sender_name or headers.SITE_NAME
    mail = EmailMultiAlternatives(
        subject=subject,
        body=text,
        from_email=addressing.here(addressing.RETURNS) or headers.site_address(),
        to=[
            headers.address(
                person.name if person.given_name else "", force_str(envelope.elsewhere or person.email)
            )
        ],
        headers={"From": headers.address(name, headers.site_address()), **headers.of(envelope, kind, said)},
        reply_to=[headers.address(name, address) for address in replies_to] or None,
    )
    mail.attach_alternative(LOCAL_LINK.sub(rf'\1="{settings.SITE_URL}/', html), "text/html")
    for file in said.attachments:
        mail.attach(headers.one_line(file.name, 100), file.content, file.mimetype)
    return mail


def tidy(text: str) -> str:
    """Plain text as one would type it: no space at the end of lines, one empty line at a time."""
    lines = (line if line == SIGNATURE else line.rstrip() for line in text.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"
