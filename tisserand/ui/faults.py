"""The pages that say what went wrong and what to do. Wired in `config/urls.py` and `CSRF_FAILURE_VIEW`."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _


def _fault(request: HttpRequest, status: int, title: str, text: str, reload: bool = False) -> HttpResponse:
    return render(request, "ui/fault.html", {"title": title, "text": text, "reload": reload}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _fault(
        request,
        400,
        _("This request could not be understood"),
        _("The address may have been cut, or the file may be too large. Go back and try again."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _fault(
        request,
        403,
        _("This page is not for you"),
        _("It is kept for the people who run the community. If you think you should see it, ask them."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _fault(
        request,
        404,
        _("There is nothing here"),
        _("The page may have been moved or removed, or it belongs to a community that you are not part of."),
    )


def not_allowed(request: HttpRequest) -> HttpResponse:
    return _fault(
        request,
        405,
        _("This address only receives what a form sends"),
        _(
            "Nothing was changed. If you had just signed in, "
            "go back to the page where you were and do it again."
        ),
    )


def speak(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: an address opened the wrong way, which Django answers with a blank page, gets words.

    So does a question that holds a NUL, which nobody types and PostgreSQL keeps in no text (forms refuse it).
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if "%00" in request.META["QUERY_STRING"]:
            return bad_request(request)
        response = get_response(request)
        if response.status_code != 405 or response.content:
            return response
        spoken = not_allowed(request)
        spoken.headers["Allow"] = response.headers.get("Allow", "")
        return spoken

    return middleware


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came back without its token: an old page, another person signed in, or cookies refused."""
    return _fault(
        request,
        403,
        _("This page had been open for too long"),
        _(
            "Nothing was sent. Go back with your browser’s arrow: what you wrote should still be there. "
            "Copy it, reload the page, and send it again. "
            "If it happens each time, allow cookies for this site."
        ),
        reload=True,
    )


def broken(request: HttpRequest) -> HttpResponse:
    """Says it in both languages, and needs neither database, nor session, nor language."""
    return HttpResponseServerError(
        loader.get_template("ui/broken.html").render({"static_url": settings.STATIC_URL})
    )
