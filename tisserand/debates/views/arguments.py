from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render

from tisserand.communities.door import CommunityRequest, allow, posted
from tisserand.communities.models import Community
from tisserand.conversations import pace
from tisserand.conversations.views.threads import names_url, say_what_was_not_done

from .. import arguing
from ..forms import ArgumentForm
from ..models import Debate
from .found import found_here, position_of


@allow("take part")
def new_argument(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    debate = found_here(request, community, Debate, pk)
    positions = sorted(debate.positions.all(), key=lambda one: (one.undecided, one.number))
    form = ArgumentForm(
        posted(request),
        request.FILES or None,
        positions=positions,
        initial={"position": request.GET.get("position")},
        names_url=names_url(community),
    )
    if request.method == "POST" and form.is_valid():
        position = position_of(debate, form.cleaned_data["position"])
        try:
            pace.keep(request.user)
            post = arguing.argue(position, by=request.user, now=community.now(), **form.writing())
        except ValidationError as error:
            form.refuse(error)
        else:
            say_what_was_not_done(request, post)
            return redirect(post.url)
    context = {"debate": debate, "form": form, "open": debate.is_open(community.now())}
    return render(request, "debates/new_argument.html", context, status=422 if form.errors else 200)
