from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tisserand.people.door import signed_in
from tisserand.ui.notices import say

from . import catching_up
from .lines import marked, page_of, reader_of


@require_safe
@signed_in
@never_cache
def concerns(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    reader = reader_of(request.user, now=now)
    page = page_of(reader, _number(request))
    context = {"page": page, "now": now, "several": len(reader.places) > 1, "places": reader.places}
    return render(request, "concerns/concerns.html", context)


@require_POST
@signed_in
def read_concerns(request: HttpRequest) -> HttpResponse:
    catching_up.read_all(request.user, now=timezone.now())
    say(request, _("All of it is read. No mail will tell you of it either."), reverse("unread-concerns"))
    return redirect("concerns")


@require_POST
@signed_in
def unread_concerns(request: HttpRequest) -> HttpResponse:
    if catching_up.take_back(request.user, now=timezone.now()):
        say(request, _("What you had not read is back."))
    return redirect("concerns")


@require_safe
@signed_in
@never_cache
def open_concern(request: HttpRequest, key: str) -> HttpResponse:
    """Leads to what a line is about, and notes that it was opened."""
    line = marked(reader_of(request.user, now=timezone.now()), key)
    if line is None:
        return redirect("concerns")
    catching_up.open_line(request.user, key)
    return redirect(line.url)


def _number(request: HttpRequest) -> int:
    """The page asked for; the first when it makes no sense."""
    asked = request.GET.get("page", "1")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
