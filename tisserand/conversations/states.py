"""Where a thread stands, in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tisserand.communities.promises import promised_words
from tisserand.people.models import Person
from tisserand.ui import times

from .models import Thread


@dataclass(frozen=True)
class State:
    """`words` say it whole; `tone` is the class of its chip: waiting, good, or nothing."""

    words: str
    tone: str = ""


def state_of(thread: Thread, *, reader: Person, now: datetime) -> State:
    """What a reader wants to know first: whether somebody waits, until when, whether it is solved."""
    if thread.deleted_at:
        return State(_("withdrawn"))
    if thread.asks and thread.solved:
        return State(_("solved"), "good")
    if thread.closed:
        return State(_("closed"))
    if thread.ends_at is not None:
        return _taking_part(thread, thread.ends_at, now)
    if not thread.asks:
        return State(_replies(thread))
    if thread.found_unsolved:
        return State(_not_clear(thread, reader), "waiting")
    if thread.first_reply_at is None:
        return State(_waiting(thread, now), "waiting")
    return State(_("answered"))


def _taking_part(thread: Thread, ends_at: datetime, now: datetime) -> State:
    """Of a debate or a poll: until which day, that day included, or since when no longer."""
    if thread.concluded_at:
        return State(_("concluded"), "good")
    last = (ends_at - timedelta(microseconds=1)).astimezone(thread.community.zone).date()
    if now < ends_at:
        return State(_("open until %(day)s") % {"day": times.day_name(last)})
    return State(_("closed %(when)s") % {"when": times.humane(last, now)})


def _replies(thread: Thread) -> str:
    if not thread.reply_count:
        return _("for everybody here") if thread.kind == Thread.Kind.NEWS else _("no reply yet")
    return ngettext("one reply", "%(count)s replies", thread.reply_count) % {"count": thread.reply_count}


def _waiting(thread: Thread, now: datetime) -> str:
    asked = times.humane(thread.created_at, now)
    if thread.promised_at is None or (now - thread.promised_at).days >= 7:
        return _("waiting, asked %(when)s") % {"when": asked}
    promise = promised_words(thread.promised_at, now, thread.community.zone)
    return _("waiting, %(promise)s") % {"promise": promise}


def _not_clear(thread: Thread, reader: Person) -> str:
    if thread.written_by(reader):
        return _("answered, but you said it is not clear yet")
    if thread.author is None:  # erased, or asked without a name
        return _("answered, but not clear yet")
    return _("answered, but not clear yet to %(name)s") % {"name": thread.author.first_name}
