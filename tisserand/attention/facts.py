from tisserand.communities.facts import kept
from tisserand.communities.models import Community

from . import exchanges


@kept("exchanges")
def rebuild(community: Community) -> int:
    return exchanges.rebuild(community)
