"""People whom mail does not reach any more."""

from datetime import datetime

from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q, Value
from django.utils.translation import gettext as _

from tisserand.communities.models import Community, Membership

from .. import words
from ..models import Outreach
from ..population import looked_after, morning
from ..signals import Section, Signal, key

IN_VAIN = (Outreach.Outcome.NO_ANSWER, Outreach.Outcome.MESSAGE)


def address_lost(community: Community, now: datetime) -> list[Signal]:
    """Mail to them comes back for good: until they are spoken with, or mail comes from there, or it changes.

    After a call in vain, again the next day.
    """
    here = ExpressionWrapper(
        F("person__lost_address__since") - Value(community.set_back), output_field=DateTimeField()
    )
    today = Q(done_at__gte=morning(community, community.today(now)))
    calls = Outreach.objects.standing().filter(
        ~Q(outcome__in=IN_VAIN) | today,
        membership=OuterRef("pk"),
        kind=Outreach.Kind.CALLED,
        done_at__gte=OuterRef("lost_at"),
    )
    found = (
        looked_after(community, now)
        .filter(person__lost_address__email=F("person__email"))
        .annotate(lost_at=here)
        .filter(lost_at__lte=now)
        .exclude(Exists(calls))
        .select_related("person__lost_address")
        .order_by("lost_at", "pk")
    )
    return [_address_lost(membership) for membership in found]


def _address_lost(membership: Membership) -> Signal:
    since, lost = membership.lost_at, membership.person.lost_address
    return Signal(
        key=key("address_lost", f"m{membership.pk}", since),
        indicator="address_lost",
        section=Section.ENCOURAGE,
        since=since,
        why=words.said(_why, since),
        tell=lambda: [
            (_("Address"), lost.email),
            (_("Mail comes back since"), words.moment(since)),
            (_("What their mail server says"), lost.said),
        ],
        acts=("call",),
        membership_id=membership.pk,
        effect=0.9,
        group="address_lost",
        membership=membership,
    )


def _why(since: datetime) -> str:
    return _("their address answers no more since %(day)s: what is sent there comes back") % {
        "day": words.day(since)
    }
