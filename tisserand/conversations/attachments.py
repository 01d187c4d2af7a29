"""Files joined to posts and pictures in their texts, kept under names that nobody chose; what a file is,
`mail.written.files` says, and what a picture, `mail.written.pictures`."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from tisserand.communities.models import Community
from tisserand.mail.written import dressing, pictures, rendering
from tisserand.mail.written.files import COUNT_LIMIT, EXTENSIONS, SIZE_LIMIT, Checked, check, clean_name
from tisserand.mail.written.pictures import Drawn, Picture
from tisserand.people.models import Person
from tisserand.ui.templating.functions import path_of

from .models import Attachment, Held, Post

__all__ = ["COUNT_LIMIT", "EXTENSIONS", "SIZE_LIMIT", "Checked", "check", "clean_name", "store"]

# Pictures put in texts that were never sent: so long, and so many at once.
WRITING, WAITING = timedelta(days=1), 30

File = Checked | Attachment


def store(
    post: Post | None, checked: Checked, *, by: Person, now: datetime, held: Held | None = None
) -> Attachment:
    """Keep a checked file with its post, or with a mail that is held, under a name nobody chose."""
    drawn = checked if isinstance(checked, Drawn) else None
    attachment = Attachment(
        post=post,
        held=held,
        token=drawn.token if drawn else secrets.token_hex(16),
        name=checked.name,
        media_type=checked.media_type,
        size=len(checked.content),
        uploaded_by=by,
        uploaded_at=now,
    )
    if drawn:
        attachment.width, attachment.height, attachment.description = (
            drawn.width,
            drawn.height,
            drawn.description,
        )
        if drawn.small:
            attachment.small.save(drawn.name, ContentFile(drawn.small), save=False)
    attachment.file.save(checked.name, ContentFile(checked.content), save=False)
    attachment.save()
    return attachment


def draft(drawn: Drawn, *, by: Person, now: datetime) -> Attachment:
    """Keep a picture of a text that is being written; `now` is the present. Raises ValidationError past what
    anybody writes at once."""
    if Attachment.objects.filter(post=None, held=None, uploaded_by=by).count() >= WAITING:
        raise ValidationError(
            _("Many pictures of yours wait in messages that were not sent. Send one first.")
        )
    return store(None, drawn, by=by, now=now)


def join(post: Post, file: File, *, by: Person, now: datetime) -> None:
    """What comes with a post becomes part of it: a new file, or one kept while its words were written, in one
    post only. Raises ValidationError when it has gone meanwhile."""
    if isinstance(file, Attachment):
        waiting = Attachment.objects.filter(pk=file.pk, post=None)
        if not waiting.update(post=post, held=None, uploaded_at=now):
            raise ValidationError(_("A picture of this message is already in another one, or is gone."))
    else:
        store(post, file, by=by, now=now)


def shown(community: Community, files: Iterable[File]) -> list[Picture]:
    """Those of these files that stand in a text, numbered in order."""
    in_text: list[Any] = [one for one in files if getattr(one, "width", None)]
    return [
        Picture(
            number=number,
            token=one.token,
            url=path_of("attachment", community.slug, one.token),
            width=one.width,
            height=one.height,
            has_small=bool(one.small),
            description=one.description,
        )
        for number, one in enumerate(in_text, start=1)
    ]


def pictures_of(post: Post) -> list[Attachment]:
    """The pictures of a post, in the order of their numbers, those an edit took out of the text included."""
    return list(post.attachments.filter(width__isnull=False).order_by("uploaded_at", "pk"))


def gathered(
    community: Community,
    by: Person,
    source: str,
    format: str,
    files: Iterable[File],
    *,
    before: Sequence[Attachment] = (),
) -> tuple[rendering.Body, list[File]]:
    """A text with its pictures: those it had `before`, those the editor put in it, and those that come with
    it, which stand at its end unless it says where. Also what is to be joined to its post. Raises
    ValidationError."""
    files = [*_drafts(by, source, format), *files]
    known = shown(community, [*before, *files])
    if len(known) > pictures.MOST:
        raise ValidationError(_("At most twenty pictures in one message."))
    came = {
        one.token for one in files if isinstance(one, Drawn) or (isinstance(one, Attachment) and one.held_id)
    }
    placed = (
        set() if format == rendering.HTML else {int(found[1]) for found in pictures.MARK.finditer(source)}
    )
    for picture in known:
        if picture.token in came and picture.number not in placed:
            source = (
                f"{source}{dressing.figure(picture)}"
                if format == rendering.HTML
                else f"{source}\n\n[image {picture.number}]"
            )
    return rendering.render(source, format, known), files


def _drafts(by: Person, source: str, format: str) -> list[Attachment]:
    tokens = dressing.tokens_in(source)[: 2 * WAITING] if format == rendering.HTML else []
    if not tokens:
        return []
    return list(
        Attachment.objects.filter(token__in=tokens, post=None, held=None, uploaded_by=by).order_by("pk")
    )


def forget(now: datetime) -> int:
    """Pictures of texts that were never sent go, a day later; how many."""
    return discard(Attachment.objects.filter(post=None, held=None, uploaded_at__lt=now - WRITING))


def discard(attachments: Iterable[Attachment]) -> int:
    """Files first: a row without its file harms nobody if we stop here."""
    gone = 0
    for attachment in attachments:
        for file in attachment.files:
            file.delete(save=False)
        attachment.delete()
        gone += 1
    return gone
