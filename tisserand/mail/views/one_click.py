from dataclasses import replace

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tisserand.people.door import public

from .. import answering
from ..answering import Choice, Link

JUST = {"said", "undone"}


@csrf_exempt  # only its holder knows the token, which is the right to answer; some readers keep no cookie
@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, token):
    """GET only shows the answer ready to be given: machines open links before people do. POST gives it."""
    link, now = answering.read(token), timezone.now()
    if link is None:
        return render(request, "mail/one_click_over.html", status=404)
    with translation.override(link.person.language), timezone.override(link.person.zone):
        request.LANGUAGE_CODE = link.person.language
        choice = link.choice(now)
        page = _page(request, link, choice, now) if choice else _over(request, link, now)
        page.headers["Content-Language"] = link.person.language
        return page


def _over(request: HttpRequest, link: Link, now) -> HttpResponse:
    return render(request, "mail/one_click_over.html", {"link": link, "old": link.over(now)}, status=410)


def _page(request: HttpRequest, link: Link, choice: Choice, now) -> HttpResponse:
    if choice.changeable and "again" in request.GET:
        choice = replace(choice, said=False)
    form = choice.form(request.POST if request.method == "POST" else None, initial=choice.initial)
    if request.method != "POST":
        return _shown(request, link, choice, form)
    if "undo" in request.POST:
        if choice.said and choice.take_back:
            choice.take_back(now)
        return redirect(f"{request.path}?undone")
    if (choice.changeable or not choice.said) and choice.button:
        if not form.is_valid():
            return _shown(request, link, choice, form, status=422)
        try:
            choice.say(now, **form.cleaned_data)
        except ValidationError as problem:
            form.add_error(None, problem.messages)
            return _shown(request, link, choice, form, status=422)
    return redirect(f"{request.path}?said")


def _shown(request: HttpRequest, link: Link, choice: Choice, form, *, status: int = 200) -> HttpResponse:
    context = {"link": link, "choice": choice, "form": form, "just": next(iter(JUST & set(request.GET)), "")}
    return render(request, "mail/one_click.html", context, status=status)
