"""Doors of the pages that belong to no community. `communities.door.allow` guards the others.

Every view of the site wears one of them; a test walks the URL table and finds none without.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """Anybody may come in, signed in or not."""

    @wraps(view)
    def open_door(request: HttpRequest, *args, **kwargs):
        return view(request, *args, **kwargs)

    open_door.door = "public"  # type: ignore[attr-defined]
    return open_door


def signed_in(view: View) -> View:
    """Whoever is signed in; the others are led to the sign-in page and back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.door = "signed in"  # type: ignore[attr-defined]
    return guarded


def administrator(view: View) -> View:
    """The administrators of the site; 403 to everybody else who is signed in."""

    @signed_in
    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs):
        if not request.user.is_administrator:  # type: ignore[union-attr]
            raise PermissionDenied
        return view(request, *args, **kwargs)

    guarded.door = "administrator"  # type: ignore[attr-defined]
    return guarded
