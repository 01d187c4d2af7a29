from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.communities.door import CommunityRequest, allow
from tisserand.communities.models import Community
from tisserand.ui.notices import say

from .. import names_left as acts
from ..models import NameLeft

SHOWN = 30


@allow("moderate")
def names_left(request: CommunityRequest, community: Community) -> HttpResponse:
    waiting = NameLeft.objects.waiting().filter(post__thread__community=community).for_list()
    lines = [(left, acts.extracts(left)) for left in waiting[:SHOWN]]
    return render(request, "conversations/names_left.html", {"lines": lines, "now": community.now()})


@require_POST
@allow("moderate")
def settle_name_left(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    left = get_object_or_404(NameLeft.objects.waiting(), pk=pk, post__thread__community=community)
    if "hide" not in request.POST:
        acts.leave(left, by=request.user, now=community.now())
        say(request, _("Left as it is."))
    elif acts.hide(left, by=request.user, now=community.now()):
        say(request, _("The name is taken out."))
    else:
        say(request, _("This message has changed meanwhile."), tone="waiting")
    return redirect("names-left", community.slug)
