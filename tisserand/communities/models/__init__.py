from .community import Community, CommunityQuerySet, Organisation
from .event import Event, EventQuerySet
from .invitation import Invitation, InvitationQuerySet
from .membership import LastLcm, Membership, MembershipQuerySet

__all__ = [
    "Community",
    "CommunityQuerySet",
    "Event",
    "EventQuerySet",
    "Invitation",
    "InvitationQuerySet",
    "LastLcm",
    "Membership",
    "MembershipQuerySet",
    "Organisation",
]
