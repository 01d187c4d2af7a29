from django.http import HttpResponse
from django.shortcuts import render

from tisserand.communities.door import CommunityRequest, allow
from tisserand.communities.models import Community

from .. import reading
from ..models import Conversation


@allow("come in")
def private_messages(request: CommunityRequest, community: Community) -> HttpResponse:
    left, words = "left" in request.GET, request.GET.get("q", "").strip()[:100]
    lines, page = reading.lines(request.membership, number=number_in(request) or 1, left=left)
    context = {
        "lines": lines,
        "page": page,
        "left": left,
        "some_left": Conversation.objects.filter(community=community).left_by(request.user).exists(),
        "words": words,
        "found": reading.search(request.membership, words) if words else [],
        "now": community.now(),
    }
    return render(request, "messages/private_messages.html", context)


def number_in(request: CommunityRequest, name: str = "page") -> int | None:
    """A number that the address holds; None when it makes no sense."""
    asked = request.GET.get(name, "")
    return min(int(asked), 10**9) if asked.isascii() and asked.isdigit() and len(asked) < 18 else None
