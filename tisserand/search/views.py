from django.http import HttpResponse
from django.shortcuts import render

from tisserand.communities.door import CommunityRequest, allow
from tisserand.communities.models import Community

from .forms import Narrowing
from .results import search as find
from .sources import all_sources


@allow("come in")
def search(request: CommunityRequest, community: Community) -> HttpResponse:
    now, text = community.now(), request.GET.get("q", "")
    form = Narrowing(request.GET, community=community)
    results = find(text, form, request.membership, now=now, number=number_in(request))
    ways = (source.ask_url(community, results.query.text) for source in all_sources())
    context = {"form": form, "results": results, "page": results, "now": now}
    context |= {"ask_url": next(filter(None, ways), "")}
    return render(request, "search/search.html", context)


def number_in(request: CommunityRequest) -> int:
    """The page asked for; the first when it makes no sense."""
    asked = request.GET.get("page", "1")
    return max(int(asked), 1) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
