from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.communities.door import CommunityRequest, allow
from tisserand.communities.models import Community
from tisserand.conversations.models import Post
from tisserand.conversations.views.leading import leads_on
from tisserand.conversations.views.posts import standing_post
from tisserand.people import limits
from tisserand.ui.notices import say

from . import drawing, reading, saying
from .models import Reaction

Kind = Reaction.Kind
A_GREAT_DEAL = "120 per 10 minutes"


@leads_on("threads__posts")
@require_POST
@allow("take part")
def thank(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    post = standing_post(request, community, pk)
    return _said(request, post, Kind.THANKS, saying.noted(saying.as_whom(post, request.user)), "unthank")


@leads_on("threads__posts")
@require_POST
@allow("take part")
def unthank(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    return _taken_back(request, standing_post(request, community, pk), Kind.THANKS)


@leads_on("threads__posts")
@require_POST
@allow("take part")
def find_useful(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    words = _("Noted: those who come after you will see that this message helped.")
    return _said(request, standing_post(request, community, pk), Kind.USEFUL, words, "unfind-useful")


@leads_on("threads__posts")
@require_POST
@allow("take part")
def unfind_useful(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    return _taken_back(request, standing_post(request, community, pk), Kind.USEFUL)


def _said(request: CommunityRequest, post: Post, kind: str, words: str, undo: str) -> HttpResponse:
    try:
        if not limits.allowed("words", f"person {request.user.pk}", A_GREAT_DEAL):
            raise ValidationError(_("You have said this very often in a few minutes. Wait a little."))
        saying.say(post, kind, by=request.user, now=request.community.now())
    except ValidationError as error:
        return _shown(request, post, error.messages[0], tone="error")
    return _shown(request, post, words, undo)


def _taken_back(request: CommunityRequest, post: Post, kind: str) -> HttpResponse:
    gone = saying.take_back(post, kind, by=request.user, now=request.community.now())
    return _shown(request, post, _("It is undone.") if gone else "")


def _shown(
    request: CommunityRequest, post: Post, words: str, undo: str = "", *, tone: str = "good"
) -> HttpResponse:
    """In place, the words under the message; otherwise its page, which says what was noted."""
    if request.headers.get("HX-Request") == "true":
        said = reading.of_one(post, request.user)
        return HttpResponse(drawing.drawn(post, said, request.user, may=request.membership.may("take part")))
    if words:
        back = reverse(undo, args=[request.community.slug, post.pk]) if undo else None
        say(request, words, back, tone=tone)
    return redirect(post.url)
