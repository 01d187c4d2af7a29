from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.communities.door import CommunityRequest, allow, posted
from tisserand.communities.models import Community
from tisserand.conversations.views.threads import names_url
from tisserand.ui.notices import say

from .. import concluding, reading
from ..forms import OutcomeForm
from ..models import Debate
from .found import found_here


@allow("lead debates")
def new_outcome(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    debate, now = found_here(request, community, Debate, pk), community.now()
    shown = reading.show(debate, request.membership, now=now)
    positions = [place.position for place in shown.places]
    form = OutcomeForm(posted(request), positions=positions, names_url=names_url(community))
    if request.method == "POST" and form.is_valid():
        try:
            concluding.conclude(debate, by=request.user, now=now, **form.writing())
        except ValidationError as error:
            form.refuse(error)
        else:
            undo = reverse("undo-outcome", args=[community.slug, debate.pk])
            say(request, _("The outcome is written. Those who took part are told in ten minutes."), undo)
            return redirect(debate)
    context = {"debate": debate, "shown": shown, "form": form}
    return render(request, "debates/new_outcome.html", context, status=422 if form.errors else 200)


@require_POST
@allow("lead debates")
def undo_outcome(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    debate = found_here(request, community, Debate, pk)
    if concluding.take_back(debate, by=request.user, now=community.now()):
        say(request, _("It is undone."))
    return redirect(debate)
