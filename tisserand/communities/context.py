from django.http import HttpRequest


def community(request: HttpRequest) -> dict:
    """The community whose pages these are, and the place there of the person who looks."""
    return {
        "community": getattr(request, "community", None),
        "membership": getattr(request, "membership", None),
    }
