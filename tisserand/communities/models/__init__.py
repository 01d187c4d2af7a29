from .call import CallRequest, CallRequestQuerySet
from .charter import Charter, CharterAcceptance, CharterQuerySet
from .community import Community, CommunityQuerySet, Organisation
from .earlier import EarlierPresence
from .event import Event, EventQuerySet
from .invitation import Invitation, InvitationQuerySet
from .membership import LastLcm, Membership, MembershipQuerySet
from .moderation import Moderated

__all__ = [
    "CallRequest",
    "CallRequestQuerySet",
    "Charter",
    "CharterAcceptance",
    "CharterQuerySet",
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
    "Moderated",
    "Organisation",
]
