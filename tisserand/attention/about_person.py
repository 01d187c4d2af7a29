"""One member, for the LCMs of their community: facts in words, the line of the day, what was tried."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from tisserand.communities.models import Membership
from tisserand.programmes import progress

from . import accommodations, exchanges, mails, words
from .day import day
from .models import Accommodation, NextStep, Outreach
from .signals import Signal


@dataclass(frozen=True)
class AboutPerson:
    facts: list[tuple[str, str]]
    signals: list[Signal]
    outreach: list[Outreach]  # each with `came`, `wrote_back`, `did_step`, `mail`
    held: list[Accommodation]
    agreed: NextStep | None


def about_person(membership: Membership, now: datetime) -> AboutPerson:
    """A constant number of queries."""
    history = (
        Outreach.objects.standing()
        .filter(membership=membership, done_at__lte=now)
        .with_followed()
        .select_related("done_by", "thread", "peer_word__peer__person")
        .order_by("-done_at", "-pk")
    )
    tried = list(history[:5])
    told = mails.told(tried)
    for act in tried:
        act.mail = told.get(act.pk, "")
    return AboutPerson(
        facts=_facts(membership, now),
        signals=[s for s in day(membership.community, now).signals if s.membership_id == membership.pk],
        outreach=tried,
        held=accommodations.of([membership.pk], membership.community.today(now)).get(membership.pk, []),
        agreed=membership.next_steps.open().select_related("agreed_by").first(),
    )


def _facts(membership: Membership, now: datetime) -> list[tuple[str, str]]:
    today, usual = membership.community.today(now), membership.usual_gap
    last, ahead = progress.last_done(membership), progress.next_step(membership, today)
    answers, people = exchanges.of(membership)
    return [
        (_("Days here so far"), str(membership.active_days)),
        (_("Usual rhythm"), words.rhythm(usual) if usual is not None else _("not known yet")),
        (_("Answers received"), str(answers)),
        (_("People they exchanged with"), str(people)),
        (_("Last step done"), last.step.title if last else _("none yet")),
        (_("Next step"), ahead[1].title if ahead else _("none")),
    ]
