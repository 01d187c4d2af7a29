"""The line of a thread in a list, as HTML: from plain facts and nothing else, like a message (`articles`)."""

from functools import lru_cache
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tisserand.ui.templating.functions import ago_from, avatar
from tisserand.ui.times import Here

from .models import Thread
from .states import State

KEPT = 4096  # in each process, less than 1 kB each


class Facts(NamedTuple):
    avatar: str
    url: str
    title: str
    state: State
    kind: str
    topic: str
    author: str
    written: str
    asks: bool
    replies: int
    last_by: str
    last: str
    resume_at: int | None
    resume_url: str


def listed(thread: Thread, state: State, here: Here) -> SafeString:
    """A thread read with what its reader has read of it, `here` being what is active."""
    facts = Facts(
        avatar=avatar(thread.writer),
        url=thread.get_absolute_url(),
        title=thread.title,
        state=state,
        kind=thread.kind,
        topic=thread.topic.name if thread.topic and not thread.topic.removed_at else "",
        author=_("without a name") if thread.unnamed_id else thread.writer.short_name,
        written=ago_from(here, thread.created_at),
        asks=thread.asks,
        replies=thread.reply_count,
        last_by=thread.last_post_by.first_name if thread.last_post_by else "",
        last=ago_from(here, thread.last_post_at),
        resume_at=thread.resume_at,
        resume_url=thread.resume_url,
    )
    return _listed(facts, here.language)


@lru_cache(maxsize=KEPT)
def _listed(facts: Facts, language: str | None) -> SafeString:
    said = facts._asdict() | {"kind": Thread.Kind(facts.kind).label}
    return mark_safe(render_to_string("conversations/_line.html", said))  # noqa: S308  escaped there
