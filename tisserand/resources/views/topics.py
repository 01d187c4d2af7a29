from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.communities.door import CommunityRequest, allow
from tisserand.communities.models import Community
from tisserand.conversations.models import Topic
from tisserand.conversations.views.lists import whole_number
from tisserand.ui.notices import say

from .. import tying


@require_POST
@allow("moderate")
def tie_topic(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    topic = get_object_or_404(Topic.objects.standing(), pk=pk, community=community)
    asked = request.POST.get("step", "")
    step = next((one for one in tying.steps_of(community) if one.pk == whole_number(asked)), None)
    if asked and step is None:
        say(request, _("There is no such step here."), tone="error")
    elif tying.tie(topic, step, by=request.user, now=community.now()):
        tied, loose = (
            _("It is noted: the topic and the step lead to each other."),
            _("It goes with no step now."),
        )
        say(request, tied if step else loose)
    return redirect("topics", community.slug)
