"""The one door to the pages of a community."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from tisserand.ui.statements import statement

from .models import Community, Membership
from .rights import RIGHTS, may


class CommunityRequest(HttpRequest):
    """What a view behind the door receives (for type checkers; nothing is instantiated)."""

    community: Community
    membership: Membership


@statement
def _places(*, person: int, slug: str):
    here = Membership.objects.present().filter(person=person, community__slug=slug)
    return here.select_related("community__organisation")


def posted(request: HttpRequest):
    """What fills a form: what was posted, even nothing at all; None when the page is only asked for."""
    return request.POST if request.method == "POST" else None


def allow(right: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Let in the active members whose role has `right`; they arrive with `request.membership`.

    The view is called `view(request, community, …)`, where `community` is the Community named in the
    address; `community.now()` is the time it is there. Anonymous visitors are led to sign in, strangers
    get 404 whether or not the community exists, members without the right get 403.
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
            membership.seen(membership.community.now())
            return view(request, membership.community, *args, **kwargs)

        guarded.door = right
        return guarded

    return guard
