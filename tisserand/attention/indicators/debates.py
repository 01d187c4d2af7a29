"""Debates that come to their end, and those that ended without anybody having said what they came to."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tisserand.communities.models import Community
from tisserand.debates import waiting
from tisserand.debates.models import Debate

from .. import words
from ..signals import Section, Signal, key


def ending(community: Community, now: datetime) -> list[Debate]:
    """The debates that both indicators look at."""
    return waiting.ending(community=community.pk, now=now)


def debate_closing(community: Community, now: datetime, known: list[Debate] | None = None) -> list[Signal]:
    """A debate that closes within two days. `known`: what `ending` says, where it has been asked already."""
    found = ending(community, now) if known is None else known
    return [_closing(debate, now) for debate in found if debate.closes_at > now]


def _closing(debate: Debate, now: datetime) -> Signal:
    why = _("closes in %(left)s; %(people)s") % {
        "left": words.elapsed(debate.closes_at - now),
        "people": _people(debate),
    }
    return _signal("debate_closing", debate, debate.thread.created_at, why, ("invite", "reschedule"))


def outcome_due(community: Community, now: datetime, known: list[Debate] | None = None) -> list[Signal]:
    """A debate that is closed, and nobody has said what it came to. `known` as for `debate_closing`."""
    found = ending(community, now) if known is None else known
    return [_due(debate, now) for debate in found if debate.closes_at <= now]


def _due(debate: Debate, now: datetime) -> Signal:
    why = _("closed %(since)s ago, and what it came to is not written; %(people)s") % {
        "since": words.elapsed(now - debate.closes_at),
        "people": _people(debate),
    }
    return _signal("outcome_due", debate, debate.closes_at, why, ("conclude",))


def _people(debate: Debate) -> str:
    if not debate.people:
        return _("nobody has taken position")
    said = ngettext("one person took position", "%(count)s people took position", debate.people)
    return said % {"count": debate.people}


def _signal(indicator: str, debate: Debate, since: datetime, why: str, acts: tuple[str, ...]) -> Signal:
    return Signal(
        key=key(indicator, f"d{debate.pk}", debate.closes_at),
        indicator=indicator,
        section=Section.DEBATE,
        since=since,
        why=why,
        tell=lambda: [
            (_("Opened on"), words.moment(debate.thread.created_at)),
            (_("Closes, or closed, on"), words.moment(debate.closes_at)),
            (_("People who took position"), str(debate.people)),
        ],
        acts=acts,
        thread_id=debate.thread_id,
        debate_id=debate.pk,
        effect=float(debate.people),
        thread=debate.thread,
    )
