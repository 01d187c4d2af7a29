"""What the asker says of the answers, and who follows: small acts, each undone by another."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.communities.door import CommunityRequest, allow
from tisserand.communities.models import Community
from tisserand.ui.notices import say

from ..models import Thread
from .leading import leads_on
from .threads import thread_here


@leads_on("threads")
@require_POST
@allow("take part")
def accept(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    found = thread_here(request, community, pk)
    asked = request.POST.get("post", "")
    post = get_object_or_404(found.posts, pk=int(asked) if asked.isascii() and asked.isdigit() else 0)
    try:
        found.accept(post, by=request.user, now=community.now())
    except ValidationError as error:
        say(request, error.messages[0], tone="error")
    else:
        say(request, _("Noted: this answered you."), _address("unaccept", found))
    return redirect(found)


@leads_on("threads")
@require_POST
@allow("take part")
def unaccept(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    found = thread_here(request, community, pk)
    if found.unaccept(by=request.user, now=community.now()):
        say(request, _("Noted: this is no longer the answer to your question."))
    return redirect(found)


@leads_on("threads")
@require_POST
@allow("take part")
def find_unsolved(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    found = thread_here(request, community, pk)
    try:
        found.find_unsolved(by=request.user, now=community.now())
    except ValidationError as error:
        say(request, error.messages[0], tone="error")
        return redirect(found)
    say(request, _("Noted: your question is waiting again. Say below what is still missing."))
    return redirect(found.url_of(found.last_number).partition("#")[0] + "#reply")


@leads_on("threads")
@require_POST
@allow("take part")
def follow(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    found = thread_here(request, community, pk)
    found.follow(request.user, now=community.now())
    say(request, _("You will hear of what is written here."), _address("unfollow", found))
    return redirect(found)


@leads_on("threads")
@require_POST
@allow("take part")
def unfollow(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    found = thread_here(request, community, pk)
    found.unfollow(request.user, now=community.now())
    say(request, _("You will no longer hear of this conversation."), _address("follow", found))
    return redirect(found)


def _address(name: str, found: Thread) -> str:
    return reverse(name, args=[found.community.slug, found.pk])
