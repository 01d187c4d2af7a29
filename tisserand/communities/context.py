from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from tisserand.ui.hints import has
from tisserand.ui.statements import statement

from .models import Community


@statement
def _of(*, person: int):
    return Community.objects.of(person)


def community(request: HttpRequest) -> dict:
    """The community of the page, the place there of the person who looks, and where else they go."""
    return {
        "community": getattr(request, "community", None),
        "membership": getattr(request, "membership", None),
        "my_communities": SimpleLazyObject(lambda: _communities_of(request)),
    }


def _communities_of(request: HttpRequest) -> list[Community]:
    person, membership = getattr(request, "user", None), getattr(request, "membership", None)
    if membership and not has(membership, "others"):
        return [membership.community]
    return _of(person=person.pk) if person is not None and person.is_authenticated else []
