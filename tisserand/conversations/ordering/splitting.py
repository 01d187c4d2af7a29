"""Some posts of a thread become a thread of their own."""

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from tisserand.people.models import Person

from .. import emails, rendering
from ..models import Acceptance, Arrangement, Follow, Post, Thread
from .places import send, settle
from .rows import held, require, require_standing


@transaction.atomic
def split(
    thread: Thread,
    posts: Collection[int],
    *,
    title: str,
    kind: str = Thread.Kind.DISCUSSION,
    by: Person,
    now: datetime,
    notify: bool = True,
) -> Arrangement:
    """These posts (their ids) open a thread of that title, in their order; `undo` takes the row returned.

    A trace stays where they stood, and leads to them. The new thread is by whoever wrote the first of them,
    since that day; who wrote them follows it, and is told once. The same posts sent twice make one thread.

    PermissionDenied unless `by` moderates there. ValidationError without a title or a post, with the first
    post or the accepted answer among them, or when the thread has been withdrawn or joined to another.
    """
    title = rendering.title_of(title)
    [thread] = held(thread)
    require(by, thread)
    require_standing(thread)
    if again := _same(thread, posts):
        return again
    chosen = list(thread.posts.standing().filter(pk__in=posts).order_by("number"))
    _require_some(thread, chosen, posts)
    first = chosen[0]
    made = Thread.objects.create(
        community=thread.community,
        kind=kind,
        title=title,
        author_id=first.author_id,
        unnamed_id=first.unnamed_id,
        created_at=first.created_at,
        topic_id=thread.topic_id,
        last_post_at=first.created_at,
    )
    done = Arrangement.objects.create(
        thread=thread, kind=Arrangement.Kind.SPLIT, into=made, done_by=by, done_at=now
    )
    send(done, made, {post.pk: number for number, post in enumerate(chosen, 1)})
    authors = list(
        Person.objects.filter(Q(posts__in=chosen) | Q(unnamed__posts__in=chosen)).distinct().order_by("pk")
    )
    since = max(post.created_at for post in chosen)
    Follow.objects.bulk_create(Follow(thread=made, person=one, followed_at=since) for one in authors)
    settle([thread, made])
    thread.community.record("split", by, thread, at=now, into=made.pk, arrangement=done.pk)
    if notify:
        emails.tell_arranged(done, authors)
    return done


def _same(thread: Thread, posts: Collection[int]) -> Arrangement | None:
    """The split that has taken just these posts already, when the form is sent twice."""
    wanted = set(posts)
    for done in thread.arrangements.filter(kind=Arrangement.Kind.SPLIT, undoing=None).order_by("-pk"):
        if set(done.places.values_list("post", flat=True)) == wanted:
            return done
    return None


def _require_some(thread: Thread, chosen: list[Post], posts: Collection[int]) -> None:
    if not chosen:
        raise ValidationError(_("Choose at least one message."))
    if len(chosen) < len(set(posts)):
        raise ValidationError(_("One of these messages has gone meanwhile: choose again."))
    if chosen[0].number == 1:
        raise ValidationError(_("The first message stays: it opens this conversation."))
    if Acceptance.objects.filter(thread=thread, post__in=chosen).exists():
        raise ValidationError(_("The answer that helped stays with its question."))
