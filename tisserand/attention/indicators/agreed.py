"""What was agreed with somebody, once its day has come."""

from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from tisserand.communities.models import Community, Event
from tisserand.people.models import besides_the_name
from tisserand.ui.statements import statement

from .. import words
from ..models import NextStep
from ..population import morning, of_them
from ..signals import Section, Signal, key


def next_step_due(community: Community, now: datetime, steps: list[NextStep] | None = None) -> list[Signal]:
    """Agreed for today or before, neither done nor dropped. A sign of life since is said, and changes
    nothing: what was agreed was agreed. `steps`: what `agreed` says at `now`, where it has been asked."""
    today = community.today(now)
    steps = agreed(community, now) if steps is None else steps
    return [_due(one, community) for one in steps if one.on <= today]


def agreed(community: Community, now: datetime) -> list[NextStep]:
    """All that is agreed and stands, the soonest first, each with `sign_since`. One query."""
    return _agreed(community=community.pk, now=now)


@statement
def _agreed(*, community: int, now: datetime):
    signs = Event.objects.filter(
        community=community, actor=OuterRef("membership__person"), at__gt=OuterRef("agreed_at")
    )
    found = NextStep.objects.open().filter(
        of_them(community, now), membership__community=community, agreed_at__lte=now
    )
    people = besides_the_name("agreed_by")
    found = found.annotate(sign_since=Exists(signs)).select_related("membership__person", "agreed_by")
    return found.defer(*people).order_by("on", "pk")


def _due(agreed: NextStep, community: Community) -> Signal:
    return Signal(
        key=key("next_step_due", f"m{agreed.membership_id}", agreed.on),
        indicator="next_step_due",
        section=Section.ENCOURAGE,
        since=morning(community, agreed.on),
        why=words.said(in_words, agreed),
        tell=lambda: [
            (_("Agreed on"), words.day(agreed.agreed_at)),
            (_("Agreed by"), agreed.agreed_by.name if agreed.agreed_by else _("Somebody")),
            (_("For the"), words.day(agreed.on)),
            (_("They said"), str(agreed.get_said_display()) if agreed.said else _("nothing yet")),
        ],
        acts=("step_done", "look_at_step", "call", "write"),
        membership_id=agreed.membership_id,
        effect=1.0,
        asked=1,
        membership=agreed.membership,
        step_id=agreed.pk,
    )


def in_words(agreed: NextStep) -> str:
    """« convenu avec Claire pour le 3 décembre : « … » ; un signe de vie depuis »"""
    said = {
        "name": agreed.agreed_by.first_name if agreed.agreed_by else _("Somebody"),
        "day": words.day(agreed.on),
        "words": agreed.words,
    }
    told = _("agreed with %(name)s for %(day)s: “%(words)s”") % said
    if agreed.said:
        return _("%(agreed)s; says: %(said)s") % {"agreed": told, "said": agreed.get_said_display()}
    if agreed.sign_since:
        return _("%(agreed)s; a sign of life since") % {"agreed": told}
    return told
