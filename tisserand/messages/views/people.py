"""Who is in a conversation."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tisserand.communities.door import CommunityRequest, allow
from tisserand.communities.models import Community
from tisserand.ui.notices import say

from .. import people, reading, taking_part
from ..models import Conversation
from .conversations import conversation_here


def current_here(request: CommunityRequest, community: Community, pk: int) -> Conversation:
    """The same, for who takes part today."""
    found = conversation_here(request, community, pk)
    if not found.participations.current().filter(person=request.user).exists():
        raise Http404
    return found


@allow("take part")
def choose_people(request: CommunityRequest, community: Community) -> HttpResponse:
    choice = people.choice(request.membership, request.GET)
    context = {"choice": choice, "most": Conversation.MOST - 1}
    context["too_many"] = len(choice.chosen) >= Conversation.MOST
    return render(request, "messages/choose_people.html", context)


@allow("take part")
def add_people(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    found = current_here(request, community, pk)
    there = set(found.participations.current().values_list("person", flat=True))
    choice = people.choice(request.membership, request.POST or request.GET, besides=there)
    context = {"choice": choice, "conversation": found, "room": Conversation.MOST - len(there)}
    if request.method == "POST" and choice.chosen and "find" not in request.POST:
        try:
            new = [place.person for place in choice.chosen]
            taking_part.add(found, new, by=request.user, now=community.now())
        except ValidationError as error:
            context["problem"] = error.messages[0]
        else:
            words = ngettext("%(names)s reads what follows.", "%(names)s read what follows.", len(new))
            undo = reverse("take-back-people", args=[community.slug, pk])
            say(request, words % {"names": reading.names_of(new)}, undo)
            return redirect(found)
    status = 422 if "problem" in context else 200
    return render(request, "messages/add_people.html", context, status=status)


@require_POST
@allow("take part")
def take_back_people(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    found = current_here(request, community, pk)
    if not taking_part.take_back(found, by=request.user):
        say(request, _("It is too late: they have read it, or something was said since."), tone="waiting")
    return redirect(found)


@allow("take part")
def leave_conversation(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    found = current_here(request, community, pk)
    if request.method != "POST":
        return render(request, "messages/leave_conversation.html", {"conversation": found})
    taking_part.leave(found, by=request.user, now=community.now())
    say(
        request,
        _("You have left this conversation. What you had stays yours to read."),
        reverse("return-to-conversation", args=[community.slug, pk]),
    )
    return redirect("private-messages", community.slug)


@require_POST
@allow("take part")
def return_to_conversation(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    found = conversation_here(request, community, pk)
    if taking_part.come_back(found, by=request.user):
        say(request, _("You are in this conversation again."))
    else:
        words = _("Something was said since you left: somebody who is in it can bring you in again.")
        say(request, words, tone="waiting")
    return redirect(found)


@require_POST
@allow("take part")
def mute_conversation(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    found = current_here(request, community, pk)
    taking_part.mute(found, request.user, now=community.now())
    say(
        request,
        _("No more mail of this conversation."),
        reverse("unmute-conversation", args=[community.slug, pk]),
    )
    return redirect(found)


@require_POST
@allow("take part")
def unmute_conversation(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    found = current_here(request, community, pk)
    taking_part.unmute(found, request.user)
    say(request, _("You get mail of this conversation again."))
    return redirect(found)
