"""People whom mail does not reach any more."""

from datetime import datetime

from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from tisserand.communities.models import Community, Membership
from tisserand.privacy.models import Erasure
from tisserand.ui.statements import statement

from .. import words
from ..models import Outreach
from ..population import looked_after, morning
from ..signals import Section, Signal, key

IN_VAIN = (Outreach.Outcome.NO_ANSWER, Outreach.Outcome.MESSAGE)


def address_lost(community: Community, now: datetime) -> list[Signal]:
    """Mail to them comes back for good: until they are spoken with, or mail comes from there, or it changes.

    After a call in vain, again the next day.
    """
    begun = morning(community, community.today(now))
    return [_address_lost(membership) for membership in _lost(community=community.pk, now=now, begun=begun)]


@statement
def _lost(*, community: int, now: datetime, begun: datetime):
    here = ExpressionWrapper(
        F("person__lost_address__since") - F("community__set_back"), output_field=DateTimeField()
    )
    today = Q(done_at__gte=begun)
    calls = Outreach.objects.standing().filter(
        ~Q(outcome__in=IN_VAIN) | today,
        membership=OuterRef("pk"),
        kind=Outreach.Kind.CALLED,
        done_at__gte=OuterRef("lost_at"),
    )
    return (
        looked_after(community, now)
        .filter(person__lost_address__email=F("person__email"))
        .annotate(lost_at=here)
        .filter(lost_at__lte=now)
        .exclude(Exists(calls))
        .select_related("person__lost_address")
        .order_by("lost_at", "pk")
    )


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


def account_ending(community: Community, now: datetime) -> list[Signal]:
    """Nobody has seen them for so long that their account is to be erased, and no mail could tell them."""
    begun = morning(community, community.today(now))
    asked = {"community": community.pk, "now": now, "present": now + community.set_back, "begun": begun}
    return [_account_ending(membership, community) for membership in _ending(**asked)]


@statement
def _ending(*, community: int, now: datetime, present: datetime, begun: datetime):
    untold = Erasure.objects.pending().filter(cause=Erasure.Cause.UNSEEN, envelope=None)
    ending = untold.filter(person=OuterRef("person"), asked_at__lte=present)
    calls = Outreach.objects.standing().filter(
        membership=OuterRef("pk"),
        kind=Outreach.Kind.CALLED,
        done_at__gte=begun,
    )
    return (
        looked_after(community, now)
        .annotate(
            told_at=Subquery(ending.values("asked_at")[:1]), ends_at=Subquery(ending.values("due_at")[:1])
        )
        .filter(told_at__isnull=False)
        .exclude(Exists(calls))
        .select_related("person")
        .order_by("ends_at", "pk")
    )


def _account_ending(membership: Membership, community: Community) -> Signal:
    since, ends = membership.told_at - community.set_back, membership.ends_at - community.set_back
    return Signal(
        key=key("account_ending", f"m{membership.pk}", since),
        indicator="account_ending",
        section=Section.ENCOURAGE,
        since=since,
        why=words.said(_why_ending, ends),
        tell=lambda: [
            (_("Account erased on"), words.moment(ends)),
            (_("To keep it"), _("a talk with them is enough")),
        ],
        acts=("call",),
        membership_id=membership.pk,
        effect=0.95,
        group="account_ending",
        membership=membership,
    )


def _why_ending(ends: datetime) -> str:
    return _("account erased on %(day)s; no mail can tell them") % {"day": words.day(ends)}
