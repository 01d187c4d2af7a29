"""What the calendar foresees for today, and what it foresaw and nobody has done."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tisserand.communities.models import Community
from tisserand.facilitation import calendar
from tisserand.facilitation import words as plan_words
from tisserand.facilitation.models import Planned

from .. import words
from ..population import morning
from ..signals import Section, Signal, key


def plan_due(community: Community, now: datetime) -> list[Signal]:
    """Planned for today, or for one of the last two weeks, neither done nor called off; or whose turn has
    come for those whom a lot let wait."""
    return [_due(planned, community) for planned in calendar.due(community, now)]


def _due(planned: Planned, community: Community) -> Signal:
    since = planned.turn_on if planned.turn_on and planned.mailed else planned.on
    return Signal(
        key=key("plan_due", f"p{planned.pk}", since),
        indicator="plan_due",
        section=Section.PLAN,
        since=morning(community, since),
        why=words.said(_turn_words if planned.turn_on else _due_words, planned),
        tell=lambda: [
            (_("Planned for"), words.day(planned.on)),
            (_("What it is"), str(planned.get_kind_display())),
            (_("Group"), planned.cohort.name if planned.cohort else _("none")),
            (_("For whom"), plan_words.people(planned)),
            (_("What it is for"), planned.purpose or _("not said")),
        ],
        acts=(_act(planned),),
        title=planned.headline,
        planned_id=planned.pk,
    )


def _act(planned: Planned) -> str:
    if planned.mailed:
        return "read_drafts"
    if planned.turn_on:
        return "see_turn"
    return "see_whom" if planned.kind == Planned.Kind.TASK else "prepare"


def _due_words(planned: Planned) -> str:
    said = {"kind": planned.get_kind_display(), "day": words.day(planned.on)}
    if planned.cohort is None:
        return _("%(kind)s, planned for %(day)s") % said
    said |= {"group": planned.cohort.name, "who": plan_words.people(planned)}
    if planned.mailed or planned.kind == Planned.Kind.TASK:
        return _("%(kind)s for “%(group)s” (%(who)s), planned for %(day)s") % said
    return _("%(kind)s for “%(group)s”, planned for %(day)s") % said


def _turn_words(planned: Planned) -> str:
    """« c’est le tour de 12 personnes, que le sort faisait attendre… »"""
    said = _with_drafts(planned.waited) if planned.mailed else _of_an_act(planned.waited)
    return said % {"count": planned.waited, "day": words.day(planned.turn_on or planned.on)}


def _of_an_act(count: int) -> str:
    return ngettext(
        "the turn of %(count)s person has come, whom the lot let wait until %(day)s",
        "the turn of %(count)s people has come, whom the lot let wait until %(day)s",
        count,
    )


def _with_drafts(count: int) -> str:
    return ngettext(
        "the turn of %(count)s person has come, whom the lot let wait until %(day)s: the draft is ready",
        "the turn of %(count)s people has come, whom the lot let wait until %(day)s: the drafts are ready",
        count,
    )
