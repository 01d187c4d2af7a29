from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tisserand.communities.door import CommunityRequest, allow
from tisserand.communities.models import Community
from tisserand.conversations import ordering, rendering
from tisserand.conversations.models import Arrangement, Thread
from tisserand.conversations.views.threads import NO_THREAD, show_draft, thread_here
from tisserand.people import limits
from tisserand.ui.notices import say
from tisserand.ui.templating.functions import path_if_any

from . import answers, duplicates
from .finding import READ, Resembling, others_asked, similar

TYPING = "600 per 10 minutes"  # a pause each second


@require_POST
@allow("take part")
def similar_questions(request: CommunityRequest, community: Community) -> HttpResponse:
    """What resembles a question that is being written; nothing is kept of it."""
    return _draft(request, community)


@require_POST
@allow("take part")
def find_answer(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    answers.find(thread_here(request, community, pk), by=request.user, now=community.now())
    return _draft(request, community)


@require_POST
@allow("take part")
def lose_answer(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    answers.take_back(thread_here(request, community, pk), by=request.user, now=community.now())
    return _draft(request, community)


def _draft(request: CommunityRequest, community: Community) -> HttpResponse:
    """What was being written, as it was, and what resembles it: the list in place, or the whole page."""
    found, now = _similar(request, community), community.now()
    context = {"similar": found, "sheets": found.sheets, "found": found.questions, "now": now}
    if request.headers.get("HX-Request"):
        return render(request, "similar/_found.html", context)
    return show_draft(request, community, **context)


def _similar(request: CommunityRequest, community: Community) -> Resembling:
    said, format = request.POST, request.POST.get("format", "")
    if said.get("kind") == Thread.Kind.DISCUSSION:
        return Resembling()
    if not limits.allowed("similar", f"person {request.user.pk}", TYPING):
        return Resembling()
    try:
        text = rendering.render(said.get("text", "")[:READ], "html" if format == "html" else "text").text
    except ValidationError:  # nothing yet: the title says it
        text = ""
    title = said.get("title", "")[: rendering.TITLE_LIMIT]
    return similar(f"{title}\n{text}", request.membership, now=community.now())


@require_GET
@allow("come in")
def near_questions(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    """Questions near this one, with what answered them: in place beside it, or a page of their own."""
    thread, now = thread_here(request, community, pk), community.now()
    asked = limits.allowed("similar", f"person {request.user.pk}", TYPING) and not thread.deleted_at
    found = others_asked(thread, request.membership, now=now) if asked and thread.asks else []
    name = "_near" if request.headers.get("HX-Request") else "near_questions"
    return render(request, f"similar/{name}.html", {"thread": thread, "found": found, "now": now})


# For the people who run the community: two questions that may be one


@allow("moderate")
def asked_before(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    thread = thread_here(request, community, pk)
    pair = duplicates.pair_of(thread, request.membership, now=community.now())
    if pair is None:
        raise Http404
    return render(request, "similar/asked_before.html", {"pair": pair, "now": community.now()})


@require_POST
@allow("moderate")
def join_questions(request: CommunityRequest, community: Community, pk: int, earlier: int) -> HttpResponse:
    """`keep` says which of the two stays; the posts of the other go there."""
    thread, into = thread_here(request, community, pk), thread_here(request, community, earlier)
    if request.POST.get("keep") == str(thread.pk):
        thread, into = into, thread
    try:
        joined = ordering.merge(thread, into=into, by=request.user, now=community.now())
    except ValidationError as error:
        say(request, error.messages[0], tone="error")
        return redirect(into)
    undo = reverse("part-questions", args=[community.slug, joined.pk])
    say(request, _("It is one conversation now: both who asked are told, in ten minutes."), undo)
    return _to_the_day(community)


@require_POST
@allow("moderate")
def part_questions(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    merges = Arrangement.objects.filter(kind=Arrangement.Kind.MERGE, thread__community=community)
    joined = get_object_or_404(merges.select_related("thread", "into"), pk=min(pk, NO_THREAD))
    try:
        ordering.undo(joined, by=request.user, now=community.now())
    except ValidationError as error:
        say(request, error.messages[0], tone="error")
    else:
        say(request, _("They are two conversations again."))
    return _to_the_day(community)


@require_POST
@allow("moderate")
def tell_apart(request: CommunityRequest, community: Community, pk: int, earlier: int) -> HttpResponse:
    thread, other = thread_here(request, community, pk), thread_here(request, community, earlier)
    duplicates.tell_apart(thread, other, by=request.user, now=community.now())
    undo = reverse("not-apart", args=[community.slug, thread.pk, other.pk])
    say(request, _("Noted: these are two questions. They will not be proposed to you again."), undo)
    return _to_the_day(community)


def _to_the_day(community: Community) -> HttpResponse:
    """Where the next line waits, in an app above."""
    return redirect(path_if_any("my-day", community.slug) or reverse("conversations", args=[community.slug]))


@require_POST
@allow("moderate")
def not_apart(request: CommunityRequest, community: Community, pk: int, earlier: int) -> HttpResponse:
    thread, other = thread_here(request, community, pk), thread_here(request, community, earlier)
    duplicates.not_apart(thread, other, by=request.user, now=community.now())
    return redirect("asked-before", community.slug, thread.pk)
