"""What was agreed with somebody, once its day has come."""

from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from tisserand.communities.models import Community, Event
from tisserand.people.models import besides_the_name
from tisserand.ui.statements import statement

from .. import words
from ..models import NextStep
from ..population import morning, of_them
from ..signals import Section, Signal, key


def next_step_due(community: Community, now: datetime) -> list[Signal]:
    """Agreed for today or before, neither done nor dropped. A sign of life since is said, and changes
    nothing: what was agreed was agreed."""
    return [
        _due(one, community) for one in _agreed(community=community.pk, now=now, today=community.today(now))
    ]


@statement
def _agreed(*, community: int, now: datetime, today: date):
    signs = Event.objects.filter(
        community=community, actor=OuterRef("membership__person"), at__gt=OuterRef("agreed_at")
    )
    found = NextStep.objects.open().filter(
        of_them(community, now), on__lte=today, membership__community=community, agreed_at__lte=now
    )
    found = found.annotate(sign_since=Exists(signs))
    people = besides_the_name("agreed_by")
    return found.select_related("membership__person", "agreed_by").defer(*people).order_by("on", "pk")


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
    """« convenu avec Claire pour le 3 décembre : « … » ; a donné signe de vie depuis »"""
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
