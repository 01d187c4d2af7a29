"""What the people who run a community do of names that others wrote of somebody since erased."""

import re
from datetime import datetime

from django.db import transaction
from django.utils import translation

from tisserand.people.models import Person
from tisserand.search import indexing

from .erasing import nobody, rewrite
from .models import NameLeft, Post, Revision, Thread

AROUND = 120  # characters shown on each side of a name
SHOWN = 3


@transaction.atomic
def hide(left: NameLeft, *, by: Person, now: datetime) -> bool:
    """Put « a former member » in the place of the name, in the message and in what it said before.

    False when somebody has looked at it already, or its author has said it otherwise since.
    """
    post = (
        Post.objects.select_for_update(of=("self",)).select_related("thread__community").get(pk=left.post_id)
    )
    left = NameLeft.objects.select_for_update(of=("self",)).select_related("post__thread").get(pk=left.pk)
    if left.settled_at or not left.words:
        return False
    others = [(one, one.words) for one in _same_place(left)]
    with translation.override(post.thread.community.language):
        instead = nobody()
    wanted = _any_of(left.words)
    _replace(post, wanted, instead, titled=left.titled if left.in_title else None)
    for other, words in others:
        text = other.titled.title if other.in_title else post.text
        other.places = [match.span() for match in _any_of(words).finditer(text)]
        other.save(update_fields=["places"])
    post.thread.community.record("hid-name", by, post, at=now, thread=post.thread_id)
    return _settle(left, by, now)


def _same_place(left: NameLeft):
    same = NameLeft.objects.filter(post=left.post_id, in_title=left.in_title, settled_at=None)
    return same.exclude(pk=left.pk).select_related("post__thread")


def _replace(post: Post, wanted: re.Pattern[str], instead: str, *, titled: Thread | None) -> None:
    if titled:
        titled.title = wanted.sub(instead, titled.title)[:200]
        titled.save(update_fields=["title"])
    rows: list[Post | Revision] = [*post.revisions.all()] if titled else [post, *post.revisions.all()]
    for row in rows:
        if rewrite(row, lambda text: wanted.sub(instead, text), instead):
            row.save()
    indexing.make("thread", {post.thread_id})


def _any_of(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in words) or r"(?!)")


def leave(left: NameLeft, *, by: Person, now: datetime) -> bool:
    """It is somebody else, or no name at all: nothing changes, and it is not shown again."""
    return _settle(left, by, now)


def _settle(left: NameLeft, by: Person, now: datetime) -> bool:
    waiting = NameLeft.objects.filter(pk=left.pk, settled_at=None)
    return bool(waiting.update(settled_at=now, settled_by=by))


def extracts(left: NameLeft) -> list[tuple[str, str, str]]:
    """(before, the name, after) for the first places, each with some words around."""
    if left.edited_since:
        return []
    text = left.text
    return [
        (_end_of(text[:start]), text[start:end], _start_of(text[end:])) for start, end in left.places[:SHOWN]
    ]


def _end_of(text: str) -> str:
    return text if len(text) <= AROUND else "…" + text[-AROUND:].partition(" ")[2]


def _start_of(text: str) -> str:
    return text if len(text) <= AROUND else text[:AROUND].rpartition(" ")[0] + "…"
