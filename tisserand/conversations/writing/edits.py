"""Say a post otherwise."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from tisserand.people.models import Person
from tisserand.search import indexing

from .. import attachments, emails, links, rendering
from ..models import HeldLinks, Post, Revision
from ..unnamed import require_nameless
from .rows import name_again


@transaction.atomic
def edit(
    post: Post,
    *,
    by: Person,
    source: str,
    format: str = Post.Format.TEXT,
    now: datetime,
    title: str | None = None,
    files: Iterable[attachments.File] = (),
    looked: bool = False,
) -> Post:
    """The author says it otherwise; what it said before is kept as a Revision. Nothing changed, nothing kept.

    `title` renames the thread when the post opens it. People newly named are told.
    """
    post = (
        Post.objects.select_for_update(of=("self",))
        .select_related("thread__community", "unnamed")
        .get(pk=post.pk)
    )
    if not post.written_by(by) or post.deleted_at:
        raise PermissionDenied
    thread, before = post.thread, attachments.pictures_of(post)
    body, files = attachments.gathered(thread.community, by, source, format, files, before=before)
    body, waits = links.look_at(thread, by, body, unnamed=bool(post.unnamed_id), again=post)
    title = rendering.title_of(title) if title is not None and post.number == 1 else thread.title
    if (body.html, title) == (post.html, thread.title):
        return post
    if post.unnamed_id:
        require_nameless(by, title=title, text=body.text, files=files, looked=looked)
    Revision.objects.create(
        post=post,
        title=thread.title if post.number == 1 else "",
        html=post.html,
        source=post.source,
        written_at=post.edited_at or post.created_at,
        replaced_by=post.signature(by),
    )
    post.source, post.html, post.text, post.format = body.source, body.html, body.text, format
    post.edited_at = now
    if waits:
        HeldLinks.objects.get_or_create(post=post, defaults={"held_at": now})
    else:
        HeldLinks.objects.filter(post=post).delete()
    post.save(update_fields=["source", "html", "text", "format", "edited_at"])
    if title != thread.title:
        thread.title = title
        thread.save(update_fields=["title"])
    indexing.note("thread", thread.pk, None if post.number == 1 else post.pk)
    for file in files:
        attachments.join(post, file, by=by, now=now)
    emails.tell_mentioned(post, name_again(post, body, by))
    thread.community.record("edited", post.signature(by), post, at=now, thread=thread.pk)
    return post
