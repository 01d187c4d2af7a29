from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.communities.door import CommunityRequest, allow, posted
from tisserand.communities.models import Community
from tisserand.ui.notices import say

from .. import writing
from ..forms import EditForm
from ..models import Message
from .conversations import NONE


def message_here(request: CommunityRequest, community: Community, pk: int) -> Message:
    """The message of this address for who may read it, removed or not; 404 to everybody else."""
    readable = Message.objects.in_community(community).readable_by(request.user)
    found = get_object_or_404(readable.select_related("author", "conversation"), pk=min(pk, NONE))
    found.conversation.community = community
    return found


def standing_message(request: CommunityRequest, community: Community, pk: int) -> Message:
    message = message_here(request, community, pk)
    if message.deleted_at or message.gone:
        raise Http404
    return message


@allow("take part")
def edit_private_message(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    message, now = standing_message(request, community, pk), community.now()
    if not message.editable_by(request.user, now):
        raise PermissionDenied
    form = EditForm(posted(request), message=message)
    if form.is_valid():
        try:
            writing.edit(message, by=request.user, now=now, **form.writing())
        except ValidationError as error:
            form.refuse(error)
        else:
            return redirect(message.url)
    context = {"form": form, "message": message}
    status = 422 if form.is_bound else 200
    return render(request, "messages/edit_private_message.html", context, status=status)


@allow("take part")
def remove_private_message(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    message = standing_message(request, community, pk)
    if not message.written_by(request.user):
        raise PermissionDenied
    if request.method != "POST":
        return render(request, "messages/remove_private_message.html", {"message": message})
    writing.remove(message, by=request.user, now=community.now())
    undo = reverse("restore-private-message", args=[community.slug, message.pk])
    say(request, _("The message is removed."), undo)
    return redirect(message.url)


@require_POST
@allow("take part")
def restore_private_message(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    message = writing.restore(message_here(request, community, pk), by=request.user)
    say(request, _("The message is back."))
    return redirect(message.url)
