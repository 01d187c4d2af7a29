from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.communities.door import CommunityRequest, allow
from tisserand.communities.models import Community
from tisserand.ui.notices import say

from .. import links
from ..models import Post
from ..rendering import render as rendered
from .leading import leads_on
from .posts import post_here
from .threads import thread_here


@leads_on("threads")
@allow("moderate")
def held_links(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    """The messages of a conversation whose links wait, with where each leads, in plain words."""
    found = thread_here(request, community, pk)
    posts = Post.objects.standing().filter(thread=found, held_links__isnull=False).select_related("author")
    lines = [(post, _addresses(post)) for post in posts]
    context = {"lines": lines, "thread": found, "now": community.now()}
    return render(request, "conversations/held_links.html", context)


def _addresses(post: Post) -> list[str]:
    body = rendered(post.source, post.format)
    return links.found(body.html, body.text)


@leads_on("threads__posts")
@require_POST
@allow("moderate")
def release_links(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    post = post_here(request, community, pk)
    if links.release(post, by=request.user, now=community.now()):
        say(request, _("The links can be followed now."))
    return redirect(post.url)
