"""Old addresses of a thread that has gone to another community."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from tisserand.communities.models import Community


class Onward(HttpResponseRedirect):
    """What was sent is sent again there: a message written before the move is not lost."""

    status_code = 307


def _was_in(slug: str) -> Q:
    """Of communities: that one of their threads, or what it was joined to, came from the one of this slug."""
    itself = Q(threads__arrangements__from_community__slug=slug)
    return itself | Q(threads__merged_into__arrangements__from_community__slug=slug)


def leads_on(belongs: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """What is not found at this address, and was there, is in another community: who is a member is led on.
    `belongs` goes from a community to what the last part of the address names."""

    def guard(view):
        @wraps(view)
        def led(request: HttpRequest, community: str, **kwargs):
            try:
                return view(request, community, **kwargs)
            except Http404:
                if not request.user.is_authenticated:
                    raise
                [value] = kwargs.values()
                there = Community.objects.of(request.user).exclude(slug=community)
                asked = {belongs: min(value, 2**63 - 1) if isinstance(value, int) else value}
                found = there.filter(_was_in(community), **asked)
                slug = found.values_list("slug", flat=True).first()
                if slug is None:
                    raise
                query = f"?{urlencode(request.GET)}" if request.GET else ""
                return Onward(reverse(request.resolver_match.view_name, args=[slug, value]) + query)

        return led

    return guard
