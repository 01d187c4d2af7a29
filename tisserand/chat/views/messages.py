from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.communities.cases import told_author, told_removed
from tisserand.communities.door import CommunityRequest, allow, posted
from tisserand.communities.models import Community
from tisserand.conversations import mentions
from tisserand.conversations.forms import ReasonForm
from tisserand.ui.notices import say

from .. import pace, reports, saying
from ..forms import SayForm, new_token
from ..models import ChatMessage
from .rooms import NO_ROOM, room_here, show


@require_POST
@allow("take part")
def say_it(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    room = room_here(community, pk)
    form = SayForm(request.POST, names_url=reverse("people-to-name", args=[community.slug]))
    message = _said(request, room, form)
    by_script = request.headers.get("Accept", "").startswith("application/json")
    if message is None:
        problems = [problem for found in form.errors.values() for problem in found]
        return (
            JsonResponse({"problems": problems}, status=422)
            if by_script
            else show(request, room, form, status=422)
        )
    unclear = _who_was_not_told(message)
    if by_script:
        return JsonResponse({"form_token": new_token(), "problems": unclear})
    for problem in unclear:
        say(request, problem, tone="waiting")
    return redirect(f"{room.get_absolute_url()}#message-{message.number}")


@allow("take part")
def remove_message(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    message = standing_message(community, pk)
    own = message.written_by(request.user)
    if not own and not request.membership.may("moderate"):
        raise PermissionDenied
    form = None if own else ReasonForm(posted(request), help_text=told_author())
    if request.method == "POST" and (own or form.is_valid()):
        who = {"by": request.user, "now": community.now()}
        if own:
            saying.remove(message, **who)
        else:
            reports.take_down(message, reason=form.cleaned_data["reason"], **who)
        say(request, told_removed(own), reverse("chat-restore", args=[community.slug, pk]))
        return redirect(message.room)
    context = {"message": message, "room": message.room, "form": form, "own": own}
    wrong = form is not None and form.errors
    return render(request, "chat/remove_message.html", context, status=422 if wrong else 200)


@require_POST
@allow("take part")
def restore_message(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    message = message_here(community, pk)
    try:
        reports.put_back(message, by=request.user, now=community.now())
    except ValidationError as error:
        say(request, error.messages[0], tone="error")
    else:
        say(request, _("The message is back."))
    return redirect(message.room)


def message_here(community: Community, pk: int) -> ChatMessage:
    """The message of this address, removed or not, while it is kept; 404 otherwise."""
    rows = ChatMessage.objects.filter(pk=min(pk, NO_ROOM), room__community=community)
    message = rows.select_related("author", "room", "lift__thread").first()
    if message is None or message.created_at < message.room.keeps_from(community.now()):
        raise Http404
    message.room.community = community
    return message


def standing_message(community: Community, pk: int) -> ChatMessage:
    message = message_here(community, pk)
    if message.deleted_at:
        raise Http404
    return message


def _said(request: CommunityRequest, room, form: SayForm) -> ChatMessage | None:
    """The new message; None when the form says why there is none."""
    if not form.is_valid():
        return None
    said = {"text": form.cleaned_data["text"], "form_token": form.cleaned_data["form_token"] or None}
    try:
        pace.keep(request.user)
        return saying.say(room, by=request.user, now=room.community.now(), **said)
    except ValidationError as error:
        form.add_error("text", error.messages)
        return None


def _who_was_not_told(message: ChatMessage) -> list[str]:
    """First names that several members share called nobody: tell the writer."""
    if "@" not in message.text:
        return []
    text = _("Several people here are called %(name)s: none was told. Write the whole name.")
    return [text % {"name": name} for name in mentions.find(message.room.community, message.text).unclear]
