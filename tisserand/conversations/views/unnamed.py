"""Who asked without their name: the only pages where it is said, to themselves and to who may see it."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.communities.door import CommunityRequest, allow
from tisserand.communities.models import Community
from tisserand.ui.notices import say

from .. import unnamed
from ..models import Thread, Unnamed
from .leading import leads_on
from .threads import thread_here


@leads_on("threads")
@allow("take part")
def asker(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    """To who asked: who can see their name, and a way to show it. To who may see it: a way to see it, by
    POST, which is written down. To anybody else, nothing is here."""
    found = thread_here(request, community, pk)
    mine = _mine(request, found)
    if mine is not None:
        context = {"thread": found, "who_sees": unnamed.who_sees(mine.lcm_may_see), "mine": mine}
        context |= {"looks": unnamed.looks(found), "now": community.now()}
        return render(request, "conversations/asker.html", context)
    if not unnamed.may_look(found, moderates=request.membership.may("moderate")):
        raise Http404
    context = {"thread": found}
    if request.method == "POST":
        context["person"] = unnamed.look(found, by=request.user, now=community.now())
    return render(request, "conversations/see_asker.html", context)


@leads_on("threads")
@require_POST
@allow("take part")
def show_name(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    found = thread_here(request, community, pk)
    mine = _mine(request, found)
    if mine is None and not found.written_by(request.user):
        raise Http404
    if mine is not None:
        unnamed.show_name(mine, by=request.user, now=community.now())
        say(request, _("Your name is shown, here and on all you wrote in this conversation."))
    return redirect(found)


def _mine(request: CommunityRequest, found: Thread) -> Unnamed | None:
    return Unnamed.objects.filter(person=request.user, pk=found.unnamed_here or 0).first()
