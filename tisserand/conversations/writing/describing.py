"""Say what a picture shows."""

from dataclasses import replace
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from tisserand.mail.written import pictures
from tisserand.people.models import Person
from tisserand.search import indexing

from .. import attachments
from ..models import Attachment, Post, Revision
from .removals import moderates


@transaction.atomic
def describe(picture: Attachment, description: str, *, by: Person, now: datetime) -> None:
    """The description of a picture, wherever its post shows it: by its author, or by who moderates. Saying
    the same again changes nothing. Raises ValidationError when it says nothing of the picture."""
    description = pictures.description_of(description)
    # The row that an edit holds too: neither writes over what the other has just written.
    rows = Post.objects.select_for_update(of=("self",)).select_related("thread__community")
    post = rows.get(attachments=picture)
    thread = post.thread
    if not (post.written_by(by) or moderates(thread.community, by)):
        raise PermissionDenied
    known = attachments.shown(thread.community, attachments.pictures_of(post))
    before = next(one for one in known if one.token == picture.token)
    if before.description == description:
        return
    Attachment.objects.filter(pk=picture.pk).update(description=description)
    wordings: list[Post | Revision] = [post, *post.revisions.all()]
    for row in wordings:
        _say(row, replace(before, description=description))
    indexing.note("thread", thread.pk, None if post.number == 1 else post.pk)
    thread.community.record("described", by, post, at=now, thread=thread.pk)


def _say(row: Post | Revision, picture: pictures.Picture) -> None:
    row.html, text = pictures.redescribed(row.html, getattr(row, "text", ""), picture)
    if isinstance(row, Post):
        row.text = text
    row.save(update_fields=["html", "text"] if isinstance(row, Post) else ["html"])
