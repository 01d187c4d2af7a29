from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.communities.door import CommunityRequest, allow
from tisserand.communities.models import Community
from tisserand.ui.notices import say

from .. import page, wishes
from .rooms import reader_of, room_here


@allow("come in")
def day(request: CommunityRequest, community: Community, pk: int, day: str) -> HttpResponse:
    """What was said that day: people, questions, then everything."""
    room = room_here(community, pk)
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    if not date(2000, 1, 1) <= wanted <= room.day_of(community.now()):
        raise Http404
    context = page.of_day(room, wanted, reader_of(request), number=page.number(request.GET.get("page", "")))
    context["wants_digest"] = room.digest_wishes.filter(person=request.user).exists()
    return render(request, "chat/day.html", context)


@require_POST
@allow("take part")
def digest_by_mail(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    """Ask for it, or for no more of it."""
    room = room_here(community, pk)
    if request.POST.get("wanted"):
        wishes.ask(room, request.user, now=community.now())
        say(request, _("You will get what was said each day, by mail, when something was."))
    else:
        wishes.ask_no_more(room, request.user, now=community.now())
        say(request, _("You will get it no more."))
    return redirect(room)
