"""What who moderates does with a thread so that others find their way. Each page says what will happen."""

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.communities.door import CommunityRequest, allow, posted
from tisserand.communities.models import Community, Membership
from tisserand.search.asking import understood
from tisserand.search.finding import find
from tisserand.ui.notices import say

from .. import ordering
from ..arranged import acts_on
from ..forms import ReasonForm
from ..models import Arrangement, Thread
from ..order_forms import MoveForm, SortForm, SplitForm, communities_of
from .leading import leads_on
from .lists import whole_number
from .threads import thread_here

CANDIDATES = 12


@leads_on("threads")
@allow("moderate")
def sort_thread(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    found = thread_here(request, community, pk)
    before = found.topic_id
    form = SortForm(_topic_sent(request), community=community, initial={"topic": before})
    if request.method == "POST" and form.is_valid():
        changed = ordering.sort(found, form.cleaned_data["topic"], by=request.user, now=community.now())
        undo = f"{_address('sort-thread', found)}?topic={before or ''}" if changed else None
        say(request, _("The topic is set."), undo)
        return redirect(found)
    return _page(request, found, "sort_thread", form, others=communities_of(request.user, besides=community))


def _topic_sent(request: CommunityRequest):
    """What the form sends; the undoing says it in its address."""
    if request.method != "POST":
        return None
    return request.POST if "topic" in request.POST else request.GET


@leads_on("threads")
@allow("moderate")
def move_thread(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    """First where to, then, once it is known, who loses it: nothing happens before that has been read."""
    found = thread_here(request, community, pk)
    form = MoveForm(request.POST or request.GET or None, person=request.user, besides=community)
    to = form.cleaned_data["to"] if form.is_bound and form.is_valid() else None
    if request.method == "POST" and to:
        done = _done(request, lambda: ordering.move(found, to=to, by=request.user, now=community.now()))
        if done:
            found.community = to
            say(request, _("The conversation is moved."), _undo_url(found, done))
            return redirect(found)
    losing = list(ordering.losing(found, to).exclude(unnamed__posts__thread=found)) if to else []
    return _page(request, found, "move_thread", form, to=to, losing=losing)


@leads_on("threads")
@allow("moderate")
def merge_thread(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    """First the other one, those that resemble it before the others; then what will happen."""
    found = thread_here(request, community, pk)
    others = Thread.objects.visible().filter(community=community).exclude(pk=found.pk).for_list()
    into = others.filter(pk=whole_number(request.POST.get("into") or request.GET.get("into", ""))).first()
    if request.method == "POST" and into:
        done = _done(request, lambda: ordering.merge(found, into=into, by=request.user, now=community.now()))
        if done:
            say(request, _("The two conversations are one."), _undo_url(into, done))
            return redirect(into)
    words = request.GET.get("q", "").strip()[:200]
    lines = [] if into else _candidates(others, words or found.title, request.membership, asked=bool(words))
    return _page(request, found, "merge_thread", into=into, lines=lines, words=words)


def _candidates(others: QuerySet[Thread], words: str, membership: Membership, *, asked: bool) -> list[Thread]:
    """Found by these words, best first; then, unless they were asked for, the newest."""
    here = Q(document__source="thread")
    matches = find(understood(words.replace('"', " "), membership.community), here, membership)
    places = {match.key: place for place, match in enumerate(matches[:CANDIDATES])}
    # What has just been written is not in the index yet: its title says it.
    these = Q(pk__in=places) | Q(title__icontains=words)
    found = sorted(others.filter(these), key=lambda one: places.get(one.pk, -1))[:CANDIDATES]
    return found if asked else [*found, *others.exclude(these)[: CANDIDATES - len(found)]]


@leads_on("threads")
@allow("moderate")
def split_thread(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    found = thread_here(request, community, pk)
    form = SplitForm(posted(request), thread=found)
    if request.method == "POST" and form.is_valid():
        done = _done(
            request,
            lambda: ordering.split(found, by=request.user, now=community.now(), **form.cleaned_data),
        )
        if done:
            say(request, _("These messages have a conversation of their own."), _undo_url(found, done))
            return redirect(done.into)
    return _page(request, found, "split_thread", form)


@leads_on("threads")
@allow("moderate")
def close_thread(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    found = thread_here(request, community, pk)
    form = ReasonForm(posted(request), help_text=_("Everybody will read it, on the page and by mail."))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if _done(request, lambda: ordering.close(found, reason=reason, by=request.user, now=community.now())):
            say(request, _("The conversation is closed."), _address("reopen-thread", found))
            return redirect(found)
    return _page(request, found, "close_thread", form)


@leads_on("threads")
@require_POST
@allow("moderate")
def reopen_thread(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    found = thread_here(request, community, pk)
    if ordering.reopen(found, by=request.user, now=community.now()):
        say(request, _("People can reply again."))
    return redirect(found)


@leads_on("threads")
@require_POST
@allow("moderate")
def pin_thread(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    found = thread_here(request, community, pk)
    if _done(request, lambda: ordering.pin(found, by=request.user, now=community.now())):
        text = _("It stays in sight above the lists, and keeps its place in them.")
        say(request, text, _address("unpin-thread", found))
    return redirect(found)


@leads_on("threads")
@require_POST
@allow("moderate")
def unpin_thread(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    found = thread_here(request, community, pk)
    if ordering.unpin(found, by=request.user, now=community.now()):
        say(request, _("It is no longer pinned."), _address("pin-thread", found))
    return redirect(found)


@leads_on("threads")
@allow("moderate")
def thread_order(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    """All that was done with it, and what can still be undone."""
    found = thread_here(request, community, pk)
    return _page(request, found, "thread_order", lines=acts_on(found), now=community.now())


@leads_on("threads__arrangements")
@require_POST
@allow("moderate")
def undo_arrangement(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    rows = Arrangement.objects.select_related("thread__community", "into__community", "from_community")
    done = get_object_or_404(rows, pk=pk, thread__community=community)
    if _done(request, lambda: ordering.undo(done, by=request.user, now=community.now()) or done):
        say(request, _("It is undone: all is as it was before."))
    done.thread.refresh_from_db()
    return redirect(done.thread if done.thread.merged_into is None else done.thread.merged_into)


def _done(request: CommunityRequest, act):
    """What the act returns; None when it refused, and then the page says why."""
    try:
        return act()
    except ValidationError as error:
        say(request, error.messages[0], tone="error")


def _page(request: CommunityRequest, found: Thread, name: str, form=None, **more) -> HttpResponse:
    wrong = form is not None and form.is_bound and request.method == "POST" and bool(form.errors)
    context = {"thread": found, "form": form, **more}
    return render(request, f"conversations/{name}.html", context, status=422 if wrong else 200)


def _address(name: str, found: Thread) -> str:
    return reverse(name, args=[found.community.slug, found.pk])


def _undo_url(found: Thread, done: Arrangement) -> str:
    return reverse("undo-arrangement", args=[found.community.slug, done.pk])
