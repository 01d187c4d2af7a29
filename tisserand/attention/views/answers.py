"""How the pages of acts answer: in place under the line, or as a page that leads back to the list."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import wraps
from urllib.parse import urlencode

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from tisserand.communities.models import Community
from tisserand.ui.notices import say

from .. import done
from ..acts import JustDone
from ..acts.line import who_was_faster
from ..day import day
from ..signals import Signal

TITLES = {
    "my_day_calls": gettext_lazy("List of calls"),
    "my_day_greet": gettext_lazy("Greet"),
    "my_day_postpone": gettext_lazy("Put off"),
    "my_day_set_aside": gettext_lazy("Set aside"),
}
KEY = re.compile(r"[a-z_]{4,20}:[mtpes]\d{1,12}(-s\d{1,12})?:\d{8}(\d{6})?", re.ASCII)
PLACE = re.compile(r"[\w-]{1,120}", re.ASCII)


def acting(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """When somebody was faster, say so kindly, and keep what was typed."""

    @wraps(view)
    def kind(request, community, *args, **kwargs):
        try:
            return view(request, community, *args, **kwargs)
        except JustDone as faster:
            context = {"faster": faster, "kept": request.POST.get("text", ""), "now": community.now()}
            if in_place(request):
                return render(request, "attention/_just_done.html", context)
            return render(request, "attention/just_done.html", context, status=409)

    return kind


def in_place(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def keys(request: HttpRequest) -> list[str]:
    """The lines named in the address or the form, each once; 404 when one is misspelt."""
    named = (request.POST if request.method == "POST" else request.GET).getlist("signal")
    if not all(KEY.fullmatch(key) for key in named):
        raise Http404
    return list(dict.fromkeys(named))


def the_lines(request: HttpRequest, community: Community, now: datetime) -> list[Signal]:
    """The named lines that still stand on the list; 404 without any name, JustDone when all have left."""
    named = keys(request)
    if not named:
        raise Http404
    today = day(community, now)
    if standing := [signal for key in named if (signal := today.find(key))]:
        return standing
    raise who_was_faster(community, named[0])


def the_line(request: HttpRequest, community: Community, now: datetime, act: str) -> Signal:
    """The one line named, which must allow this act."""
    line = the_lines(request, community, now)[0]
    if act not in line.acts:
        raise Http404
    return line


def act_page(request: HttpRequest, name: str, form: Form, **context) -> HttpResponse:
    """The form of an act; 422 when it was filled in wrongly."""
    place = (request.POST if request.method == "POST" else request.GET).get("at", "")
    context |= {
        "form": form,
        "at": place if PLACE.fullmatch(place) else "",
        "act_template": f"attention/_{name}.html",
        "title": TITLES.get(name, ""),
        "now": request.community.now(),
    }
    status = 422 if form.errors else 200
    if not in_place(request):
        return render(request, "attention/my_day_act.html", context, status=status)
    response = render(request, context["act_template"], context, status=status)
    if request.method == "POST" and context["at"]:
        response["HX-Retarget"], response["HX-Reswap"] = f"#act-{context['at']}", "innerHTML"
    return response


def folded(request: HttpRequest, community: Community, acts: Sequence[done.Act]) -> HttpResponse:
    """After the act: the line becomes one quiet sentence, with a way back."""
    lines = done.together(acts, request.user)
    if in_place(request):
        context = {"lines": lines, "day": day(community, community.now()), "fresh": True}
        return render(request, "attention/_done_lines.html", context)
    for line in lines:
        say(request, line.sentence, undo_url(community, line.refs))
    return redirect(f"{reverse('my-day', args=[community.slug])}#{lines[0].id}")


def undo_url(community: Community, refs: Sequence[str]) -> str:
    query = urlencode({"act": list(refs)}, doseq=True)
    return f"{reverse('my-day-undo', args=[community.slug])}?{query}"


def to_the_list(request: HttpRequest, community: Community, anchor: str = "") -> HttpResponse:
    """Back to the list, read again whole."""
    url = reverse("my-day", args=[community.slug]) + (f"#{anchor}" if anchor else "")
    return there(request, url)


def there(request: HttpRequest, url: str) -> HttpResponse:
    """Lead to another page, from a form in place as from a page."""
    if not in_place(request):
        return redirect(url)
    response = HttpResponse()
    response["HX-Redirect"] = url
    return response
