"""The session of an address."""

from django.http import Http404

from tisserand.communities.door import CommunityRequest
from tisserand.communities.models import Community

from ..models import LiveSession

NO_SESSION = 2**63 - 1  # an address may hold any number; the database takes no larger one


def session_here(request: CommunityRequest, community: Community, pk: int) -> LiveSession:
    """With what a page says of it; 404 when it is not of this community, or not for this member."""
    rows = LiveSession.objects.visible_to(request.membership).for_list()
    found = rows.filter(pk=min(pk, NO_SESSION)).first()
    if found is None:
        raise Http404
    found.community = community
    return found
