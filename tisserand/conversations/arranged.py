"""All that was done with a thread so that others find their way: who, when, and what of it can be undone."""

from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from tisserand.communities.models import Event
from tisserand.people.models import Person

from . import ordering
from .models import Arrangement, Thread, Topic

AT_MOST = 100  # lines of the journal: housekeeping is short


@dataclass(frozen=True)
class Act:
    """`undo` is the address that undoes it, with what it is sent; "" when it is undone already, or `why_not`
    says why it cannot be."""

    what: str
    by: Person | None
    at: datetime
    undo: str = ""
    sent: dict[str, int | str] = field(default_factory=dict)
    why_not: str = ""


def acts_on(thread: Thread) -> list[Act]:
    """The last one first. A constant number of queries for what the journal alone knows."""
    found = [*_arrangements(thread), *_states(thread)]
    return sorted(found, key=lambda act: act.at, reverse=True)


def _arrangements(thread: Thread) -> list[Act]:
    done = Arrangement.objects.concerning(thread).exclude(kind=Arrangement.Kind.UNDO)
    acts = []
    for one in done.for_list():
        why_not = ordering.why_not(one)
        undo = "" if why_not else reverse("undo-arrangement", args=[thread.community.slug, one.pk])
        acts.append(Act(_in_words(one), one.done_by, one.done_at, undo, why_not=why_not))
    return acts


def _in_words(one: Arrangement) -> str:
    said = {"title": one.thread.title, "into": one.into.title if one.into else ""}
    if one.kind == Arrangement.Kind.MERGE:
        return _("“%(title)s” joined to “%(into)s”") % said
    if one.kind == Arrangement.Kind.SPLIT:
        return _("Messages of “%(title)s” that became “%(into)s”") % said
    before = one.from_community.name if one.from_community else ""
    return _("Moved here from the community “%(name)s”") % {"name": before}


def _states(thread: Thread) -> list[Act]:
    """Topic, pin and closing: rows without a past, of which the journal keeps it."""
    verbs = ("moved", "pinned", "unpinned", "closed", "reopened")
    lines = Event.objects.about(thread).filter(community=thread.community_id, verb__in=verbs)
    lines = list(lines.select_related("actor").order_by("-at", "-pk")[:AT_MOST])
    lines = [line for line in lines if line.verb != "moved" or "topic" in line.detail]
    numbers = {line.detail[end] for line in lines if line.verb == "moved" for end in ("before", "topic")}
    names = dict(Topic.objects.filter(pk__in=numbers - {None}).values_list("pk", "name"))
    last: set[str] = set()
    acts = []
    for line in lines:
        kind = _KINDS[line.verb]
        undo, sent = ("", {}) if kind in last else _undoing(thread, line)
        last.add(kind)
        words = _moved(line, names) if line.verb == "moved" else str(_WORDS[line.verb]())
        acts.append(Act(words, line.actor, line.at, undo, sent))
    return acts


_KINDS = {
    "moved": "topic",
    "pinned": "pin",
    "unpinned": "pin",
    "closed": "closing",
    "reopened": "closing",
}
_WORDS = {
    "pinned": lambda: _("Pinned above the lists"),
    "unpinned": lambda: _("No longer pinned"),
    "closed": lambda: _("Closed to replies"),
    "reopened": lambda: _("Reopened"),
}


def _moved(line: Event, names: dict[int, str]) -> str:
    before, topic = names.get(line.detail["before"]), names.get(line.detail["topic"])
    if before and topic:
        return _("Topic: from “%(before)s” to “%(topic)s”") % {"before": before, "topic": topic}
    if topic:
        return _("Topic: “%(topic)s”") % {"topic": topic}
    return _("Taken out of its topic")


def _undoing(thread: Thread, line: Event) -> tuple[str, dict[str, int | str]]:
    """The address that undoes the last act of its kind, as long as it still stands, and what it is sent."""
    detail = line.detail
    if line.verb == "moved" and thread.topic_id == detail["topic"]:
        return _address("sort-thread", thread), {"topic": detail["before"] or ""}
    if line.verb == "pinned" and thread.pinned:
        return _address("unpin-thread", thread), {}
    if line.verb == "closed" and thread.closed:
        return _address("reopen-thread", thread), {}
    return "", {}


def _address(name: str, thread: Thread) -> str:
    return reverse(name, args=[thread.community.slug, thread.pk])
