"""Somebody is waiting for an answer."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tisserand.communities.models import Community
from tisserand.conversations.models import Thread
from tisserand.people.calendar import after_working_hours, working_time_between
from tisserand.similar.models import Comparison
from tisserand.ui.statements import statement

from .. import words
from ..population import written_by_them
from ..signals import Section, Signal, key

# Past this, hours of work say nothing to anybody: days do.
SAID_IN_HOURS_FOR = timedelta(days=5)
# The first two weeks decide whether a person stays (domain.md 2.1): until then, a newcomer.
NEWCOMER_FOR = timedelta(days=14)
# A question that has waited longer is one more of a heap; the heap is one line (see `day`).
FORGOTTEN_AFTER = timedelta(days=30)

Words = Callable[[Thread, Community, datetime], str]


def question_late(community: Community, now: datetime) -> list[Signal]:
    """A question that nobody but its asker has answered, past the promised delay in working hours."""
    found = _unanswered(Thread.Kind.QUESTION, community=community.pk, now=now)
    return [
        _waiting(thread, community, now, "question_late", _late_words)
        for thread in _past_their_promise(found, community, now)
    ]


def help_waiting(community: Community, now: datetime) -> list[Signal]:
    """A request for technical help that nobody has answered: at once, since it stops all the rest."""
    return [
        _waiting(thread, community, now, "help_waiting", _help_words)
        for thread in _unanswered(Thread.Kind.HELP, community=community.pk, now=now)
    ]


def unsolved(community: Community, now: datetime) -> list[Signal]:
    """An answer came, and the asker says that it is not solved."""
    found = _not_solved(community=community.pk, now=now)
    return [_unsolved(thread, community, now) for thread in found]


@statement
def _unanswered(kind: str, *, community: int, now: datetime):
    return _asked(community, now).filter(kind=kind, first_reply_at=None)


@statement
def _not_solved(*, community: int, now: datetime):
    return (
        _asked(community, now).filter(unsolved__said_at__lte=now).select_related("unsolved", "last_post_by")
    )


def _asked(community: int, now: datetime) -> QuerySet[Thread]:
    """Questions and help requests that wait for an answer, of people who are still here; those asked without
    a name too, about whom nothing is said: a line that went when somebody leaves would tell who."""
    theirs = written_by_them(community, now) | Q(unnamed__isnull=False)
    return (
        Thread.objects.waiting()
        .filter(theirs, community=community, created_at__lte=now)
        .annotate(
            asker=F("author__memberships__pk"),
            asker_came_on=F("author__memberships__first_active_on"),
            asked_before=Exists(Comparison.objects.probable().filter(thread=OuterRef("pk"))),
        )
        .select_related("author")
        .order_by("created_at", "pk")
    )


def _past_their_promise(threads: list[Thread], community: Community, now: datetime) -> list[Thread]:
    """Those whose promise has passed, oldest first. Where no promise was kept, the first question found
    late, from the newest on, says that all the older ones are: open time only grows."""
    late, all_older = [], False
    for thread in reversed(threads):
        if thread.promised_at is None:
            all_older = all_older or promise(thread, community) <= now
            passed = all_older
        else:
            passed = thread.promised_at <= now
        if passed:
            late.append(thread)
    return late[::-1]


def promise(thread: Thread, community: Community) -> datetime:
    """When the asker was promised an answer; threads loaded from elsewhere get today's promise."""
    return thread.promised_at or after_working_hours(
        community.organisation, thread.created_at, timedelta(hours=community.promised_hours)
    )


def newcomer(first_day, community: Community, now: datetime) -> bool:
    return first_day is not None and community.today(now) - first_day < NEWCOMER_FOR


def _waiting(thread: Thread, community: Community, now: datetime, indicator: str, why: Words) -> Signal:
    forgotten = now - thread.created_at > FORGOTTEN_AFTER
    return Signal(
        key=key(indicator, f"t{thread.pk}", thread.created_at),
        indicator=indicator,
        section=Section.WAITING,
        since=thread.created_at,
        why=words.said(why, thread, community, now),
        tell=lambda: _facts(thread, community),
        acts=_acts(thread, call=indicator == "help_waiting" and thread.author_id is not None),
        membership_id=thread.asker,
        asked=1,
        thread_id=thread.pk,
        newcomer=newcomer(thread.asker_came_on, community, now),
        group="forgotten" if forgotten else "",
        thread=thread,
    )


def _acts(thread: Thread, *, call: bool) -> tuple[str, ...]:
    """Whoever answers may find it answered already."""
    return ("reply", *(["compare"] if thread.asked_before else []), *(["call"] if call else []))


def _unsolved(thread: Thread, community: Community, now: datetime) -> Signal:
    said_at = thread.unsolved.said_at
    return Signal(
        key=key("unsolved", f"t{thread.pk}", said_at),
        indicator="unsolved",
        section=Section.WAITING,
        since=said_at,
        why=words.said(_unsolved_words, thread),
        tell=lambda: [
            *_facts(thread, community),
            (_("Said not to be solved on"), words.moment(said_at)),
        ],
        acts=_acts(thread, call=thread.author_id is not None),
        membership_id=thread.asker,
        asked=1,
        thread_id=thread.pk,
        newcomer=newcomer(thread.asker_came_on, community, now),
        group="forgotten" if now - said_at > FORGOTTEN_AFTER else "",
        thread=thread,
    )


def _unsolved_words(thread: Thread) -> str:
    return _("%(name)s was answered, and says it is not solved (%(day)s)") % {
        "name": capfirst(thread.writer.first_name),
        "day": words.day(thread.unsolved.said_at),
    }


def _open_time(thread: Thread, community: Community, now: datetime) -> str:
    """« 5 h ouvrées », or « 9 jours » when hours of work have lost their sense."""
    if now - thread.created_at > SAID_IN_HOURS_FOR:
        return words.elapsed(now - thread.created_at)
    worked = working_time_between(community.organisation, thread.created_at, now)
    return _("%(hours)s of working time") % {"hours": words.hours(worked)}


def _late_words(thread: Thread, community: Community, now: datetime) -> str:
    return _("waiting for %(since)s; an answer was promised within %(promised)s h") % {
        "since": _open_time(thread, community, now),
        "promised": community.promised_hours,
    }


def _help_words(thread: Thread, community: Community, now: datetime) -> str:
    return _("technical help, waiting for %(since)s") % {"since": _open_time(thread, community, now)}


def _facts(thread: Thread, community: Community) -> list[tuple[str, str]]:
    return [
        (_("Asked on"), words.moment(thread.created_at)),
        (_("Answer promised before"), words.moment(promise(thread, community))),
        (
            _("Replies by somebody else"),
            words.moment(thread.first_reply_at) if thread.first_reply_at else _("none"),
        ),
        (_("Accepted answer"), _("none")),
    ]
