"""Whom the day looks after."""

from datetime import date, datetime, time

from django.db.models import Q, QuerySet

from tisserand.communities.models import Community, Membership
from tisserand.communities.rights import LCM


def looked_after(community: Community | int, now: datetime) -> QuerySet[Membership]:
    """The members present, save those who run the community: an LCM does not encourage an LCM."""
    return Membership.objects.filter(_theirs(community, now))


def written_by_them(community: Community | int, now: datetime) -> Q:
    """For threads and posts: their author is one of those people, today. Goes through one membership each."""
    return _theirs(community, now, "author__memberships__")


def of_them(community: Community | int, now: datetime) -> Q:
    """For enrolments: they are of one of those people."""
    return _theirs(community, now, "membership__")


def _theirs(community: Community | int, now: datetime, path: str = "") -> Q:
    # Plain conditions on the joined row, not a subquery: it is found by (community, person) at once.
    return Q(
        **{
            f"{path}community": community,
            f"{path}left_at": None,
            f"{path}joined_at__lte": now,
            f"{path}role__in": [role for role in Membership.Role.values if role != LCM],
        }
    )


def morning(community: Community, day: date) -> datetime:
    """The first moment of a day, in the organisation's zone."""
    return datetime.combine(day, time(), tzinfo=community.zone)
