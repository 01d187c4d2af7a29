from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.communities.door import CommunityRequest, allow, posted
from tisserand.communities.models import Community
from tisserand.ui.notices import say

from .. import lifting
from ..forms import LiftForm
from .messages import message_here, standing_message


@allow("take part")
def lift_message(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    """The first click shows the question ready; the second asks it."""
    message = standing_message(community, pk)
    if not lifting.may_lift(message, request.user, moderates=request.membership.may("moderate")):
        raise PermissionDenied
    _first, *followers = lifting.thought(message)
    form = LiftForm(posted(request), followers=followers, initial={"title": lifting.title_of(message.text)})
    if request.method == "POST" and form.is_valid():
        chosen = [message, *form.chosen()]
        try:
            thread = lifting.lift(
                chosen, title=form.cleaned_data["title"], by=request.user, now=community.now()
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            undo = reverse("put-back", args=[community.slug, message.pk])
            say(request, _("It is a question now, and will wait for its answer here."), undo)
            return redirect(thread)
    context = {"message": message, "room": message.room, "form": form}
    return render(request, "chat/lift_message.html", context, status=422 if form.errors else 200)


@require_POST
@allow("take part")
def put_back(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    message = message_here(community, pk)
    if message.lift is None or message.lift.thread is None:
        raise Http404
    message.lift.room = message.room
    try:
        lifting.put_back(message.lift, by=request.user, now=community.now())
    except ValidationError as error:
        say(request, " ".join(error.messages), tone="waiting")
        return redirect(message.lift.thread)
    say(request, _("It is only a message of the room again."))
    return redirect(message.room)
