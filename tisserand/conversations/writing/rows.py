"""The rows of a new post: itself, its files, the people it names."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from tisserand.people.models import Person
from tisserand.search import indexing

from .. import attachments, links, mentions, rendering
from ..models import HeldLinks, Mention, Post, Thread, Unnamed
from ..models.unnamed import theirs


class _Gone(Exception):
    """The post has gone to another thread meanwhile."""


def hold(post: Post) -> Thread:
    """The thread of the post, its row locked until the end of the transaction; the post is read again."""
    while True:
        try:
            with transaction.atomic():
                rows = Thread.objects.select_for_update(of=("self",)).select_related(
                    "community__organisation"
                )
                thread = rows.get(pk=post.thread_id)
                post.refresh_from_db()
                if post.thread_id != thread.pk:
                    raise _Gone
                return thread
        except _Gone:  # nothing is held any more: two who wait for each other would wait for ever
            continue


def write(
    thread: Thread,
    number: int,
    by: Person,
    body: rendering.Body,
    format: str,
    now: datetime,
    *,
    unnamed: Unnamed | None = None,
    **more,
) -> Post:
    waits = False
    if not more.get("source_key"):  # what is loaded was said long ago
        body, waits = links.look_at(thread, by, body, unnamed=unnamed is not None)
    post = Post.objects.create(
        thread=thread,
        number=number,
        author=None if unnamed else by,
        unnamed=unnamed,
        format=format,
        source=body.source,
        html=body.html,
        text=body.text,
        created_at=now,
        **more,
    )
    if waits:
        HeldLinks.objects.create(post=post, held_at=now)
    indexing.note("thread", thread.pk, post.pk)
    return post


def join(post: Post, body: rendering.Body, files: Iterable, by: Person, now: datetime) -> list[Person]:
    """Store the files and the names of a new post; returns who is named."""
    for file in files:
        attachments.join(post, file, by=by, now=now)
    return name(post, body, by)


def name(post: Post, body: rendering.Body, by: Person) -> list[Person]:
    """Keep who a new post names; returns them."""
    if post.format == Post.Format.MAIL:
        return []
    named = mentions.find(post.thread.community, body.text, besides=by).people
    if named:
        Mention.objects.bulk_create([Mention(post=post, person=person) for person in named])
    return named


def name_again(post: Post, body: rendering.Body, by: Person) -> list[Person]:
    """Keep who an edited post names; returns those it did not name before."""
    if post.format == Post.Format.MAIL:
        return []
    named = mentions.find(post.thread.community, body.text, besides=by).people
    before = set(post.mentions.values_list("person_id", flat=True))
    post.mentions.exclude(person__in=named).delete()
    new = [person for person in named if person.pk not in before]
    Mention.objects.bulk_create([Mention(post=post, person=person) for person in new], ignore_conflicts=True)
    return new


def already(by: Person, form_token: str | None) -> Post | None:
    """The post that this form has made, when it was sent before."""
    if not form_token:
        return None
    return Post.objects.filter(theirs(by), form_token=form_token).select_related("thread__community").first()
