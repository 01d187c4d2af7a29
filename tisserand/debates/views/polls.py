from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.communities.door import CommunityRequest, allow, posted
from tisserand.communities.models import Community
from tisserand.conversations.models import Thread
from tisserand.conversations.views.threads import names_url, thread_here
from tisserand.ui.notices import say

from .. import opening, voting
from ..ballots import form_of
from ..forms import PollForm
from ..models import Poll
from .found import found_here


@allow("lead debates")
def new_poll(request: CommunityRequest, community: Community) -> HttpResponse:
    """In a thread of its own, or in the one the address names."""
    thread, now = _within(request, community), community.now()
    place = {"today": community.today(now), "zone": community.zone, "names_url": names_url(community)}
    form = PollForm(posted(request), within=thread is not None, **place)
    if request.method == "POST" and form.is_valid():
        try:
            poll = opening.open_poll(community, by=request.user, thread=thread, now=now, **form.writing())
        except ValidationError as error:
            form.add_error("options", error.messages)
        else:
            return redirect(poll)
    context = {"form": form, "thread": thread}
    return render(request, "debates/new_poll.html", context, status=422 if form.errors else 200)


def _within(request: CommunityRequest, community: Community) -> Thread | None:
    asked = request.GET.get("thread", "")
    if not asked.isascii() or not asked.isdigit():
        return None
    return thread_here(request, community, int(asked[:30]))


@require_POST
@allow("take part")
def cast_vote(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    poll = found_here(request, community, Poll, pk)
    form = form_of(poll, list(poll.options.all()))(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError([error for errors in form.errors.values() for error in errors])
        voting.cast(poll, form.cleaned_data["ballot"], by=request.user, now=community.now())
    except ValidationError as error:
        say(request, " ".join(error.messages), tone="waiting")
    else:
        undo = None if poll.anonymous else reverse("undo-vote", args=[community.slug, poll.pk])
        say(request, _("Your answer is noted."), undo)
    return redirect(poll)


@require_POST
@allow("take part")
def undo_vote(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    poll = found_here(request, community, Poll, pk)
    if voting.take_back(poll, by=request.user, now=community.now()):
        say(request, _("It is undone."))
    return redirect(poll)
