"""The site's own mail box: what would have been sent, kept readable. Nothing leaves the machine."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from . import headers, kinds
from .inbound.headers import header
from .models import Envelope, Letter


class Mailbox(BaseEmailBackend):
    """What `EMAIL_URL=mailbox://` stands for."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with transaction.atomic():
            for message in email_messages:
                keep(message, now=timezone.now())
        return len(email_messages)


def keep(message: EmailMessage, *, now: datetime) -> Letter:
    """Keep one message, a sealed one without what it says. The same Message-ID twice is the same letter, as
    in any mail box."""
    message_id = message.extra_headers.get("Message-ID", "")
    envelope = Envelope.objects.filter(message_id=message_id).first() if message_id else None
    parts = {part.mimetype: part.content for part in getattr(message, "alternatives", [])}
    values = {
        "sent_at": now,
        "sender": header(message.extra_headers.get("From", message.from_email))[:250],
        "recipient": header(", ".join(message.to))[:250],
        "subject": message.subject[:250],
        "text": message.body,
        "html": parts.get("text/html", ""),
        "raw": message.message().as_bytes(),
    }
    if not settings.DEMO and kinds.sealed(message.extra_headers.get(headers.KIND, "")):
        words = _("This mail is for its reader alone.")
        sender = headers.address(headers.SITE_NAME, headers.site_address())
        values |= {"sender": sender, "text": words, "html": f"<p>{words}</p>", "raw": b""}
    if envelope is None:
        return Letter.objects.create(**values)
    return Letter.objects.update_or_create(envelope=envelope, defaults=values)[0]
