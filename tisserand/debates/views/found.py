"""The debate or the poll of an address."""

from typing import TypeVar

from django.http import Http404
from django.shortcuts import get_object_or_404

from tisserand.communities.door import CommunityRequest
from tisserand.communities.models import Community
from tisserand.conversations.views.threads import thread_here

from ..models import Debate, Poll, Position

T = TypeVar("T", bound=Debate | Poll)


def found_here(request: CommunityRequest, community: Community, model: type[T], pk: int) -> T:
    """With its thread at hand, if the member may see that; 404 otherwise."""
    one = get_object_or_404(model, pk=pk, thread__community=community)
    one.thread = thread_here(request, community, one.thread_id)
    return one


def position_of(debate: Debate, asked: str | None) -> Position:
    """The position of that number in the database, which may be anything; 404 when it is not one of these."""
    for position in debate.positions.all():
        if str(position.pk) == asked:
            return position
    raise Http404
