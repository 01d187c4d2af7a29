"""Files joined to posts, kept under names that nobody chose; what a file is, `mail.written.files` says."""

import secrets
from datetime import datetime

from django.core.files.base import ContentFile

from tisserand.mail.written.files import COUNT_LIMIT, EXTENSIONS, SIZE_LIMIT, Checked, check, clean_name
from tisserand.people.models import Person

from .models import Attachment, Held, Post

__all__ = ["COUNT_LIMIT", "EXTENSIONS", "SIZE_LIMIT", "Checked", "check", "clean_name", "store"]


def store(
    post: Post | None, checked: Checked, *, by: Person, now: datetime, held: Held | None = None
) -> Attachment:
    """Keep a checked file with its post, or with a mail that is held, under a name nobody chose."""
    attachment = Attachment(
        post=post,
        held=held,
        token=secrets.token_hex(16),
        name=checked.name,
        media_type=checked.media_type,
        size=len(checked.content),
        uploaded_by=by,
        uploaded_at=now,
    )
    attachment.file.save(checked.name, ContentFile(checked.content), save=False)
    attachment.save()
    return attachment
