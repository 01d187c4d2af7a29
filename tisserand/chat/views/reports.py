from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.communities.desk import Desk
from tisserand.communities.door import CommunityRequest, allow, posted
from tisserand.communities.models import Community
from tisserand.conversations import pace
from tisserand.conversations.forms import ReasonForm
from tisserand.ui.notices import say

from .. import reports as acts
from ..models import ChatReport
from .messages import standing_message

DESK = Desk(
    rows=ChatReport.objects,
    place="message__room__community",
    joined=("message__author", "message__room__community__organisation"),
    settle=acts.settle,
    answer=acts.answer,
    url="chat-reports",
    template="chat/reports.html",
)


@allow("take part")
def report_message(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    message = standing_message(community, pk)
    if message.written_by(request.user):
        raise PermissionDenied
    help_text = _("Only those who run this community will read it, and your name with it.")
    form = ReasonForm(posted(request), help_text=help_text)
    if request.method == "POST" and form.is_valid():
        try:
            pace.keep(request.user)
            acts.report(message, by=request.user, reason=form.cleaned_data["reason"], now=community.now())
        except ValidationError as error:
            form.add_error("reason", error.messages)
        else:
            say(request, _("Thank you. Somebody will look at it and tell you what was decided."))
            return redirect(message.room)
    context = {"message": message, "room": message.room, "form": form}
    return render(request, "chat/report_message.html", context, status=422 if form.errors else 200)


@allow("moderate")
def reports(request: CommunityRequest, community: Community) -> HttpResponse:
    return DESK.show(request, community)


@require_POST
@allow("moderate")
def settle(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    return DESK.settled(request, community, pk)


@require_POST
@allow("moderate")
def answer_author(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    return DESK.answered(request, community, pk)
