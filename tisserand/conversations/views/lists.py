from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render

from tisserand.communities.door import CommunityRequest, allow
from tisserand.communities.models import Community

from .. import lists, mentions
from ..models import NameLeft, Report, Thread


@allow("come in")
def conversations(request: CommunityRequest, community: Community, need: str = "waiting") -> HttpResponse:
    if need not in lists.BY_SLUG:
        raise Http404
    now, kind = community.now(), request.GET.get("kind", "")
    page = lists.page_of(
        lists.BY_SLUG[need], request.membership, now=now, number=number_in(request), kind=kind
    )
    context = {"need": lists.BY_SLUG[need], "needs": lists.NEEDS, "page": page, "now": now}
    context |= {"kind": kind, "kinds": Thread.Kind.choices}
    if request.membership.may("moderate"):
        context["reports_wait"] = Report.objects.waiting(community).exists()
        left = NameLeft.objects.waiting().filter(post__thread__community=community)
        context["names_wait"] = left.exists()
    return render(request, "conversations/conversations.html", context)


@allow("take part")
def people_to_name(request: CommunityRequest, community: Community) -> HttpResponse:
    """The members whose name begins like `q`, for the list that opens after an @."""
    people = mentions.suggest(community, request.GET.get("q", ""), besides=request.user)
    return JsonResponse({"people": [person.name for person in people]})


def number_in(request: CommunityRequest) -> int:
    """The page asked for; the first when it makes no sense."""
    asked = request.GET.get("page", "1")
    return min(int(asked), 100_000) if asked.isascii() and asked.isdigit() else 1
