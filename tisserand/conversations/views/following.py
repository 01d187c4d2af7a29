from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tisserand.communities.door import CommunityRequest, allow
from tisserand.communities.models import Community
from tisserand.ui.notices import say

from .. import hearing
from ..forms import FollowingForm
from ..models import Topic, TopicFollow


@allow("come in")
def following(request: CommunityRequest, community: Community) -> HttpResponse:
    """What one hears of this community and of each of its topics, and how often mail comes from it."""
    topics = list(Topic.objects.standing().filter(community=community))
    chosen = TopicFollow.objects.filter(topic__in=topics, person=request.user)
    chosen = dict(chosen.values_list("topic", "hears"))
    data = request.POST if request.method == "POST" else None
    form = FollowingForm(data, member=request.membership, topics=topics, chosen=chosen)
    if form.is_valid():
        said = form.cleaned_data
        now = community.now()
        request.membership.tune(hears=said["hears"], mail_cadence=said["mail_cadence"], now=now)
        for topic in topics:
            hearing.choose(topic, request.user, said[form.name_of(topic)], now=now)
        say(request, _("It is noted: this is what you hear of."))
        return redirect("following", community.slug)
    return render(request, "conversations/following.html", {"form": form}, status=422 if form.errors else 200)
