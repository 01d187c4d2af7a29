from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tisserand.people.door import public
from tisserand.people.models import Person

from .. import stopping
from ..kinds import Class

ONE_CLICK = "One-Click"


# The signed address is what allows it: a mail program posts here for its owner, without a session (RFC 8058).
@csrf_exempt
@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mail_rhythm(request, token):
    """GET shows the choice and changes nothing; POST makes it, at once for the button of a mail program."""
    try:
        person, mail_class = stopping.read(token)
    except LookupError:
        return render(request, "mail/mail_rhythm_unknown.html", status=404)
    if request.method != "POST":
        return page(request, person, mail_class)
    try:
        choose(person, mail_class, choice := choice_of(request))
    except ValueError:
        return page(request, person, mail_class, status=422)
    if choice == ONE_CLICK:
        return page(request, *stopping.read(token))
    return HttpResponseRedirect(f"{request.path}?was={person.mail_cadence}&chose={choice}", status=303)


def choice_of(request: HttpRequest) -> str:
    return request.POST.get("List-Unsubscribe") or request.POST.get("choice", "")


def choose(person: Person, mail_class: Class, choice: str) -> None:
    """Raises ValueError when there is no such choice."""
    if choice in (ONE_CLICK, "stop"):
        stopping.stop(person, mail_class, now=timezone.now())
    elif choice != "keep":
        if choice != "resume":
            stopping.slow(person, choice)
        stopping.resume(person, mail_class)


def page(request: HttpRequest, person: Person, mail_class: Class, status: int = 200) -> HttpResponse:
    before, chose = request.GET.get("was", ""), request.GET.get("chose", "")
    context = {
        "whose": person,
        "news": mail_class == Class.NEWS,
        "stopped": stopping.stopped(person, mail_class),
        "nothing": person.mail_cadence == Person.Cadence.NONE,
        "chose": chose,
        "before": before if chose in stopping.RHYTHMS and before in stopping.RHYTHMS else "",
    }
    with translation.override(person.language):
        request.LANGUAGE_CODE = person.language
        return render(request, "mail/mail_rhythm.html", context, status=status)
