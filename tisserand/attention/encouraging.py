"""Whom to encourage first, and every reason why: what the rules of `silence` say of the lines of the day."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tisserand.communities.models import Community

from . import learning, silence, words
from .learned import Learned
from .learners import Learner, alone
from .signals import Facts, Signal
from .silence import Why

# The first two weeks decide (Jordan; Stein & Allione, domain.md 2.1): those people first.
FIRST_WEEKS = 14
# The level of the rules, of which the day only needs the order, within the scale of other lines.
SCALE = 6
# What each line says already.
SAID = {
    "never_came": {Why.NEVER_SEEN, Why.FEW_DAYS, Why.SILENT, Why.NO_EXCHANGE},
    "silent": {Why.SILENT},
    "behind": {Why.STEPS_LATE},
    "few_days": {Why.FEW_DAYS},
}


def placed(
    signals: Iterable[Signal], known: dict[int, Learner], community: Community, now: datetime
) -> list[Signal]:
    """The same signals; those that encourage know their place and say all their reasons."""
    today, found, taught = community.today(now), [], learning.in_use()
    for signal in signals:
        if signal.indicator in SAID and signal.membership:
            learner = known.get(signal.membership_id or 0)
            early = bool(learner) and (today - learner.began_on).days < FIRST_WEEKS
            placed = _placed(signal, learner or alone(signal.membership, today), early)
            found.append(_as_taught(placed, learner, taught) if learner and taught else placed)
        else:
            found.append(signal)
    return found


def _placed(signal: Signal, learner: Learner, early: bool) -> Signal:
    others = [why for why in learner.standing.reasons if why not in SAID[signal.indicator]]
    return replace(
        signal,
        newcomer=early,
        effect=learner.standing.level / SCALE,
        why=words.said(_with_the_others, signal, learner, others) if others else signal.why,
        tell=lambda: [*signal.facts, *facts(learner)],
    )


def _as_taught(signal: Signal, learner: Learner, taught: Learned) -> Signal:
    """In the order that finished groups taught, with what weighs most in it."""
    measures = silence.measures(learner.known, learner.usual)

    def weighs() -> str:
        whys = dict.fromkeys(_of_measure(name, learner) for name in taught.reasons(measures))
        return ", ".join(in_words(why, learner) for why in whys) or _("none")

    return replace(
        signal,
        effect=taught.level(measures),
        tell=lambda: [*signal.facts, (_("What weighs most, from past groups"), weighs())],
    )


def _of_measure(name: str, learner: Learner) -> Why:
    if learner.known.never_seen and name != "steps late":
        return Why.NEVER_SEEN
    return {"shortfall": Why.FEW_DAYS, "steps late": Why.STEPS_LATE}.get(name, Why.SILENT)


def _with_the_others(signal: Signal, learner: Learner, others: list[Why]) -> str:
    said = str(signal.why)
    for why in others:
        said = _("%(why)s; %(also)s") % {"why": said, "also": in_words(why, learner)}
    return said


def in_words(why: Why, learner: Learner) -> str:
    """One reason, as part of a sentence about somebody."""
    known, usual = learner.known, learner.usual
    match why:
        case Why.NEVER_SEEN:
            return _("has never come")
        case Why.SILENT:
            return _("no visit for %(days)s") % {"days": words.days(known.silent_for or 0)}
        case Why.STEPS_LATE:
            late = ngettext("%(count)s step late", "%(count)s steps late", known.steps_late)
            return late % {"count": known.steps_late}
        case Why.FEW_DAYS:
            return few_days(known.days_here, round(usual.days_here))
        case Why.NO_EXCHANGE:
            return _("has exchanged with nobody yet")
        case Why.NO_ANSWER:
            return _("has a question without an answer")


def few_days(here: int, usual: int) -> str:
    said = ngettext(
        "here on %(count)s day in four weeks, half of the group on %(usual)s or more",
        "here on %(count)s days in four weeks, half of the group on %(usual)s or more",
        here,
    )
    return said % {"count": here, "usual": usual}


def facts(learner: Learner) -> Facts:
    """What the reasons are made of, each with its name."""
    known = learner.known
    return [
        (
            _("Days here in four weeks"),
            _("%(count)s (half of the group: %(usual)s)")
            % {"count": known.days_here, "usual": round(learner.usual.days_here)},
        ),
        (
            _("Steps due and done"),
            _("%(done)s of %(due)s") % {"done": known.steps_due - known.steps_late, "due": known.steps_due},
        ),
        (_("Answers received"), str(known.answers)),
        (_("People they exchanged with"), str(known.peers or 0)),
    ]
