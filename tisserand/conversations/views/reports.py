from django.http import HttpResponse
from django.views.decorators.http import require_POST

from tisserand.communities.desk import Desk
from tisserand.communities.door import CommunityRequest, allow
from tisserand.communities.models import Community

from .. import reports as acts
from ..models import Report

DESK = Desk(
    rows=Report.objects,
    place="post__thread__community",
    joined=("post__author", "post__unnamed", "post__thread__community__organisation"),
    settle=acts.settle,
    answer=acts.answer,
    url="reports",
    template="conversations/reports.html",
)


@allow("moderate")
def reports(request: CommunityRequest, community: Community) -> HttpResponse:
    return DESK.show(request, community)


@require_POST
@allow("moderate")
def settle(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    return DESK.settled(request, community, pk)


@require_POST
@allow("moderate")
def answer_author(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    return DESK.answered(request, community, pk)
