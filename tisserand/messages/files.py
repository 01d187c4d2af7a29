"""Files joined to private messages, kept under names that nobody chose."""

import secrets
from collections.abc import Iterable

from django.core.files.base import ContentFile

from tisserand.mail.written.files import Checked

from .models import File, Message


def store(message: Message, checked: Iterable[Checked]) -> None:
    for one in checked:
        file = File(
            message=message,
            token=secrets.token_hex(16),
            name=one.name,
            media_type=one.media_type,
            size=len(one.content),
        )
        file.file.save(one.name, ContentFile(one.content), save=False)
        file.save()


def discard(files: Iterable[File]) -> None:
    """From the disk first: of a message that nobody can open, a row without its file harms nobody."""
    for file in files:
        file.file.delete(save=False)
        file.delete()
