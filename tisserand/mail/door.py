from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from tisserand.people.door import administrator


def mailbox_is_open() -> bool:
    """Whether mail stays in the site's own box instead of leaving."""
    return settings.EMAIL_BACKEND.endswith(".mailbox.Mailbox")


def mailbox_reader(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The site's own mail box: anybody in a demonstration, administrators while a site is being set up.

    Whoever reads it can sign in as anybody, so it does not exist (404) where mail really leaves.
    """
    for_administrators = administrator(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs):
        if not mailbox_is_open():
            raise Http404
        if settings.DEMO and not settings.PRODUCTION:
            return view(request, *args, **kwargs)
        return for_administrators(request, *args, **kwargs)

    guarded.door = "mailbox reader"  # type: ignore[attr-defined]
    return guarded
