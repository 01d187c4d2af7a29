from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render

from tisserand.communities.door import CommunityRequest, allow
from tisserand.communities.models import Community
from tisserand.ui import times

from .. import lists, mentions
from ..listed import listed
from ..models import NameLeft, Report, Thread


@allow("come in")
def conversations(request: CommunityRequest, community: Community, need: str = "waiting") -> HttpResponse:
    if need not in lists.BY_SLUG:
        raise Http404
    now, kind = community.now(), request.GET.get("kind", "")
    topics = lists.topics_in(request.membership)
    skills = lists.skills_of(topics)
    topic, skill = _asked(request, "topic", topics), _asked(request, "skill", skills)
    narrowed = {"kind": kind, "topic": topic.pk if topic else 0, "skill": skill.pk if skill else 0}
    page = lists.page_of(
        lists.BY_SLUG[need], request.membership, now=now, number=number_in(request), **narrowed
    )
    context = {"need": lists.BY_SLUG[need], "needs": lists.NEEDS, "page": page}
    context |= {"listed": listed, "here": times.here(now)}
    context |= {"kind": kind, "kinds": Thread.Kind.choices, "topic": topic, "topics": topics}
    context |= {"skill": skill, "skills": skills}
    context["pinned"] = lists.pinned_in(request.membership, now=now) if page.number == 1 else []
    context["moderates"] = request.membership.may("moderate")
    if context["moderates"]:
        context |= _what_waits(community)
    return render(request, "conversations/conversations.html", context)


def _asked(request: CommunityRequest, name: str, known: list):
    """The one of these whose number the address gives; None when it gives none of them."""
    number = whole_number(request.GET.get(name, ""))
    return next((one for one in known if one.pk == number), None)


def _what_waits(community: Community) -> dict[str, bool]:
    """Reports, and names of erased people: asked in one statement."""
    here = {"post__thread__community": OuterRef("pk")}
    reports = Report.objects.filter(**here, settled_at=None)
    names = NameLeft.objects.waiting().filter(**here)
    asked = Community.objects.filter(pk=community.pk)
    return asked.values(reports_wait=Exists(reports), names_wait=Exists(names)).get()


@allow("take part")
def people_to_name(request: CommunityRequest, community: Community) -> HttpResponse:
    """The members whose name begins like `q`, for the list that opens after an @."""
    people = mentions.suggest(community, request.GET.get("q", ""), besides=request.user)
    return JsonResponse({"people": [person.name for person in people]})


def whole_number(asked: str) -> int:
    """The number of a row, by what an address says; 0 when it makes no sense."""
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else 0


def number_in(request: CommunityRequest) -> int:
    """The page asked for; the first when it makes no sense."""
    asked = request.GET.get("page", "1")
    return min(int(asked), 100_000) if asked.isascii() and asked.isdigit() else 1
