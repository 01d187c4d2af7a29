from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from . import sessions


def in_their_words(get_response: Callable[[HttpRequest], HttpResponse]):
    """Speak the person's language and tell the time in their zone; visitors get what their browser asks."""

    def middleware(request: HttpRequest) -> HttpResponse:
        person = request.user = sessions.person_of(request)  # not behind a lazy one: pages ask it much
        known = person.is_authenticated
        language = person.language if known else translation.get_language_from_request(request)
        zone = person.zone if known else ZoneInfo(settings.TIME_ZONE)
        with translation.override(language), timezone.override(zone):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            response = get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response

    return middleware
