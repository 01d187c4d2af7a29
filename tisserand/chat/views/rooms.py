from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tisserand.communities.door import CommunityRequest, allow, posted
from tisserand.communities.models import Community
from tisserand.ui.notices import say

from .. import page
from ..forms import RoomForm, SayForm, SessionForm
from ..models import Room
from ..reading import Reader
from ..streams import Stream

NO_ROOM = 2**63 - 1  # an address may hold any number; the database takes no larger one


@allow("come in")
def room(request: CommunityRequest, community: Community, pk: int | None = None) -> HttpResponse:
    found = room_here(community, pk) if pk else Room.objects.lasting(community)
    return show(request, found, SayForm(names_url=reverse("people-to-name", args=[community.slug])))


@require_GET
@allow("come in", by_itself=True)
def events(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    """What is said from now on, or from the last number this browser has had."""
    found = room_here(community, pk)
    had = page.number(request.headers.get("Last-Event-ID") or request.GET.get("after", ""))
    after = found.last_number if had is None else min(had, found.last_number)
    return Stream(found, reader_of(request), after)


@allow("settle the community")
def room_settings(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    found = room_here(community, pk)
    form = (
        SessionForm(posted(request), instance=found, now=community.now())
        if found.starts_at
        else RoomForm(posted(request), instance=found)
    )
    if request.method == "POST" and form.is_valid():
        page.settle(found, form, by=request.user, now=community.now())
        say(request, _("The room is set."))
        return redirect(found)
    if request.method == "POST":
        found = room_here(community, pk)
    context = {"room": found, "form": form}
    return render(request, "chat/room_settings.html", context, status=422 if form.errors else 200)


@allow("settle the community")
def open_room(request: CommunityRequest, community: Community) -> HttpResponse:
    now = community.now()
    blank = Room(community=community, opened_by=request.user, opened_at=now)
    form = SessionForm(posted(request), instance=blank, now=now)
    if request.method == "POST" and form.is_valid():
        page.settle(blank, form, by=request.user, now=now)
        say(request, _("The room is ready: it opens and closes by itself."))
        return redirect(blank)
    return render(request, "chat/open_room.html", {"form": form}, status=422 if form.errors else 200)


def room_here(community: Community, pk: int) -> Room:
    """The room of this address; 404 when it is not of this community."""
    found = Room.objects.filter(community=community, pk=min(pk, NO_ROOM)).first()
    if found is None:
        raise Http404
    found.community = community
    return found


def reader_of(request: CommunityRequest) -> Reader:
    return Reader.of(request.user, moderates=request.membership.may("moderate"))


def show(request: CommunityRequest, found: Room, form: SayForm, *, status: int = 200) -> HttpResponse:
    context = page.of(found, reader_of(request), before=request.GET.get("before", ""))
    context |= {"form": form, "wants_digest": found.digest_wishes.filter(person=request.user).exists()}
    return render(request, "chat/room.html", context, status=status)
