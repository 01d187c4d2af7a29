from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .models import Community


def community(request: HttpRequest) -> dict:
    """The community of the page, the place there of the person who looks, and where else they go."""
    return {
        "community": getattr(request, "community", None),
        "membership": getattr(request, "membership", None),
        "my_communities": SimpleLazyObject(lambda: _communities_of(request)),
    }


def _communities_of(request: HttpRequest) -> list[Community]:
    person = getattr(request, "user", None)
    return list(Community.objects.of(person)) if person is not None and person.is_authenticated else []
