"""The one door to the pages of a community."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db.models import Exists, OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from tisserand.ui.hints import hints
from tisserand.ui.statements import statement

from .models import Charter, CharterAcceptance, Community, Membership
from .rights import RIGHTS, may


class CommunityRequest(HttpRequest):
    """What a view behind the door receives (for type checkers; nothing is instantiated)."""

    community: Community
    membership: Membership


@statement
def _places(*, person: int, slug: str):
    """With `charter`, its number if there is one here, and `charter_waits`: they have not agreed to it;
    `has_others`: they are members elsewhere too; and the hints about the place."""
    here = Membership.objects.present().filter(person=person, community__slug=slug)
    charters = Charter.objects.in_force().filter(community=OuterRef("community"))
    agreed = CharterAcceptance.objects.filter(charter=OuterRef("pk"), member=OuterRef(OuterRef("pk")))
    others = Membership.objects.present().filter(person=OuterRef("person")).exclude(pk=OuterRef("pk"))
    known = {
        "charter": Subquery(charters.values("pk")),
        "charter_waits": Exists(charters.filter(~Exists(agreed))),
        "has_others": Exists(others),
    }
    return here.select_related("community__organisation").annotate(**known, **hints("place"))


def _charter(request: HttpRequest, community: str) -> str:
    asked = urlencode({"next": request.get_full_path()})
    return f"{reverse('charter', args=[community])}?{asked}"


def posted(request: HttpRequest):
    """What fills a form: what was posted, even nothing at all; None when the page is only asked for."""
    return request.POST if request.method == "POST" else None


def allow(
    right: str, *, before_charter: bool = False, by_itself: bool = False
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Let in the active members whose role has `right`; they arrive with `request.membership`.

    Who has not agreed to the charter yet is led to it from any page they ask for, save those that are open
    `before_charter`. What somebody posts is always taken: they may have been writing when it changed.

    The view is called `view(request, community, …)`, where `community` is the Community named in the
    address; `community.now()` is the time it is there. Anonymous visitors are led to sign in, strangers
    get 404 whether or not the community exists, members without the right get 403. A request that the page
    makes `by_itself`, perhaps in front of nobody, does not count as presence.
    """
    if right not in RIGHTS:
        raise ImproperlyConfigured(f"no such right: {right!r}")

    def guard(view):
        @wraps(view)
        def guarded(request, community: str, *args, **kwargs):
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            places = _places(person=request.user.pk, slug=community)
            if not places:
                raise Http404
            [membership] = places
            if not may(membership.role, right):
                raise PermissionDenied
            membership.person = request.user
            request.membership, request.community = membership, membership.community
            if not by_itself:
                membership.seen(membership.community.now())
            if membership.charter_waits and request.method == "GET" and not before_charter:
                return redirect(_charter(request, community))
            return view(request, membership.community, *args, **kwargs)

        guarded.door = right
        return guarded

    return guard
