from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.communities.door import CommunityRequest, allow, posted
from tisserand.communities.models import Community
from tisserand.ui.notices import say

from .. import closing
from ..forms import DayForm
from ..models import Debate, Poll
from .found import found_here

UNDO = {Debate: "undo-closing", Poll: "undo-poll-closing"}


@allow("lead debates")
def edit_closing(
    request: CommunityRequest, community: Community, pk: int, model: type[Debate] | type[Poll]
) -> HttpResponse:
    """Another last day, or the end now."""
    thing, now = found_here(request, community, model, pk), community.now()
    ends = request.method == "POST" and "end" in request.POST
    known = {"last_day": thing.last_day} if thing.is_open(now) else {}
    place = {"today": community.today(now), "zone": community.zone}
    form = DayForm(None if ends else posted(request), initial=known, **place)
    if ends or (request.method == "POST" and form.is_valid()):
        try:
            closes_at = now if ends else form.closes_at
            changed = closing.reschedule(thing, closes_at, by=request.user, now=now)
        except ValidationError as error:
            say(request, " ".join(error.messages), tone="waiting")
        else:
            if changed:
                _say(request, thing, community, ended=ends)
        return redirect(thing)
    context = {"thing": thing, "form": form, "open": thing.is_open(now), "is_poll": model is Poll}
    return render(request, "debates/edit_closing.html", context, status=422 if form.errors else 200)


def _say(request: CommunityRequest, thing: Debate | Poll, community: Community, *, ended: bool) -> None:
    """With a way back, but for an anonymous poll that ended: whoever saw its results never opens it again."""
    final = ended and isinstance(thing, Poll) and thing.anonymous
    undo = None if final else reverse(UNDO[type(thing)], args=[community.slug, thing.pk])
    say(request, _("It is closed now.") if ended else _("The closing date is changed."), undo)


@require_POST
@allow("lead debates")
def undo_closing(
    request: CommunityRequest, community: Community, pk: int, model: type[Debate] | type[Poll]
) -> HttpResponse:
    thing = found_here(request, community, model, pk)
    if closing.take_back(thing, by=request.user, now=community.now()):
        say(request, _("It is undone."))
    return redirect(thing)
