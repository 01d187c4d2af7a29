from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tisserand.people.door import public, signed_in
from tisserand.ui.notices import say

from .. import feeds
from ..models import Feed


@require_safe
@public
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """A calendar, for whoever holds its secret address; what it says does not depend on who asks."""
    feed = feeds.of_token(token)
    if feed is None:
        raise Http404
    content = feeds.read(feed, now=timezone.now())
    etag, changed_at = f'"{feed.fingerprint[:32]}"', int(feed.changed_at.timestamp())
    headers = {
        "ETag": etag,
        "Last-Modified": http_date(changed_at),
        "Cache-Control": "private, no-cache",
        "Content-Disposition": 'inline; filename="tisserand.ics"',
        "X-Robots-Tag": "noindex",
    }
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
    return get_conditional_response(request, etag=etag, last_modified=changed_at, response=response)


@signed_in
@never_cache
def my_calendar(request: HttpRequest) -> HttpResponse:
    """The secret address; POST makes it, or another in its place."""
    feed = Feed.objects.filter(person=request.user).first()
    if request.method == "POST":
        feeds.make(request.user, now=timezone.now())
        if feed:
            say(request, _("The address is new. The one before leads nowhere any more."))
        else:
            say(request, _("Your address is ready."))
        return redirect("my-calendar")
    address = feeds.address(feed) if feed else ""
    context = {"feed": feed, "address": address, "webcal": "webcal://" + address.partition("://")[2]}
    return render(request, "meetings/my_calendar.html", context)


@require_POST
@signed_in
def remove_calendar(request: HttpRequest) -> HttpResponse:
    if feeds.withdraw(request.user):
        say(request, _("The address leads nowhere any more."))
    return redirect("my-calendar")
