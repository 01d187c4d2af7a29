"""A message as HTML: from plain facts and nothing else, so that the same facts are rendered once.

A thread is opened by many people who see nearly the same of it; fifty messages of one cost more than all
the rest of its page. Nothing is to be forgotten when something changes: other facts, another article.
"""

from functools import lru_cache
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tisserand.mail.written import videos

KEPT = 4096  # in each process, some 2 kB each

IN_MENU = frozenset(("edit", "history", "report", "delete", "accept instead"))
BELOW = frozenset(("accept", "unsolved", "unaccept", "restore", "quote"))


class Quoted(NamedTuple):
    number: int  # 0 in another conversation
    url: str
    name: str  # empty when it is not known any more
    extract: str | None  # None once the message is removed


class File(NamedTuple):
    name: str
    token: str
    size: int


class Facts(NamedTuple):
    """All that a template may say of a message; moments and days are told as the reader would."""

    community: str  # its slug
    thread: int
    pages: int  # of the thread
    on_last_page: bool
    pk: int
    number: int
    anchor: str  # its place in the page
    html: str
    name: str
    avatar: str
    member: int | None  # the place of the author in the community, if they have one
    role: str
    written: str
    via: str
    edited: str
    removed: str  # the day, or nothing
    removed_by_author: bool
    reason: str
    quoted: Quoted | None
    files: tuple[File, ...]
    accepted: bool
    acts: frozenset[str]
    words: str = ""  # what higher apps say under it, as safe HTML
    undescribed: tuple[str, ...] = ()  # tokens of pictures that this reader may describe


@lru_cache(maxsize=KEPT)
def article(facts: Facts, language: str | None) -> SafeString:
    """The message in the language that is active, which is this one."""
    acts = {"in_menu": facts.acts & IN_MENU, "below": facts.acts & BELOW}
    play, whole = _("Play on %(site)s: that site will see your visit"), _("See the picture")
    shown = videos.said(facts.html, play, whole)
    return mark_safe(render_to_string("conversations/_post.html", facts._asdict() | acts | {"shown": shown}))  # noqa: S308  escaped there
