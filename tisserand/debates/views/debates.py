from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render

from tisserand.communities.door import CommunityRequest, allow, posted
from tisserand.communities.models import Community
from tisserand.conversations.views.threads import names_url

from .. import opening
from ..forms import DebateForm


@allow("lead debates")
def new_debate(request: CommunityRequest, community: Community) -> HttpResponse:
    now = community.now()
    place = {"today": community.today(now), "zone": community.zone, "names_url": names_url(community)}
    form = DebateForm(posted(request), **place)
    if request.method == "POST" and form.is_valid():
        try:
            debate = opening.open_debate(community, by=request.user, now=now, **form.writing())
        except ValidationError as error:
            form.add_error("positions", error.messages)
        else:
            return redirect(debate)
    return render(request, "debates/new_debate.html", {"form": form}, status=422 if form.errors else 200)
