from .call import CallRequest, CallRequestQuerySet
from .community import Community, CommunityQuerySet, Organisation
from .earlier import EarlierPresence
from .event import Event, EventQuerySet
from .invitation import Invitation, InvitationQuerySet
from .membership import LastLcm, Membership, MembershipQuerySet

__all__ = [
    "CallRequest",
    "CallRequestQuerySet",
    "Community",
    "CommunityQuerySet",
    "EarlierPresence",
    "Event",
    "EventQuerySet",
    "Invitation",
    "InvitationQuerySet",
    "LastLcm",
    "Membership",
    "MembershipQuerySet",
    "Organisation",
]
