from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.communities.door import CommunityRequest, allow, posted
from tisserand.communities.models import Community
from tisserand.ui.notices import say

from .. import taking
from ..forms import WhyForm
from ..models import Debate
from .found import found_here, position_of


@allow("take part")
def take_position(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    """POST takes it; the page asks, of somebody who stood elsewhere, what changed their mind."""
    debate = found_here(request, community, Debate, pk)
    asked = request.POST if request.method == "POST" else request.GET
    position = position_of(debate, asked.get("position"))
    form = WhyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        try:
            taking.take(position, by=request.user, why=why, now=community.now())
        except ValidationError as error:
            say(request, " ".join(error.messages), tone="waiting")
        else:
            undo = reverse("undo-position", args=[community.slug, debate.pk])
            say(request, _("Your position is noted: “%(position)s”.") % {"position": position.name}, undo)
        return redirect(debate)
    before = debate.participants.filter(person=request.user).select_related("present").first()
    context = {"debate": debate, "position": position, "before": before, "form": form}
    return render(request, "debates/take_position.html", context, status=422 if form.errors else 200)


@require_POST
@allow("take part")
def undo_position(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    debate = found_here(request, community, Debate, pk)
    if taking.take_back(debate, by=request.user, now=community.now()):
        say(request, _("It is undone."))
    else:
        say(request, _("It is too late to undo it; you can still change your mind."), tone="waiting")
    return redirect(debate)
