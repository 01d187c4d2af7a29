"""Whom the day looks after."""

from datetime import date, datetime, time

from django.db.models import Q, QuerySet

from tisserand.communities.models import Community, Membership
from tisserand.communities.rights import LCM


def looked_after(community: Community, now: datetime) -> QuerySet[Membership]:
    """The members present, save those who run the community: an LCM does not encourage an LCM."""
    return Membership.objects.present().filter(community=community, joined_at__lte=now).exclude(role=LCM)


def written_by_them(community: Community, now: datetime) -> Q:
    """For threads and posts: their author is one of those people, today."""
    return Q(author__memberships__in=looked_after(community, now))


def morning(community: Community, day: date) -> datetime:
    """The first moment of a day, in the organisation's zone."""
    return datetime.combine(day, time(), tzinfo=community.zone)
