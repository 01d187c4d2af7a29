"""How often something may be asked: ceilings that a person never meets and a machine soon does.

Counted over a moving window, in Redis when several processes share one, otherwise in each process.
"""

import logging
from collections.abc import Callable
from functools import lru_cache, wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from limits import parse
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter

logger = logging.getLogger(__name__)


@lru_cache
def _limiter(address: str) -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(storage_from_string(address, wrap_exceptions=True))


def _counter() -> MovingWindowRateLimiter:
    return _limiter(settings.REDIS_URL or "memory://")


def allowed(what: str, whom: str, rate: str) -> bool:
    """Count one more `what` by `whom`; False when that makes more than `rate` (« 6 per 15 minutes »).

    When the counter cannot be reached people are let in, and the log says so.
    """
    return _ask("hit", what, whom, rate)


def spent(what: str, whom: str, rate: str) -> bool:
    """Whether nothing is left of `rate`, without counting."""
    return not _ask("test", what, whom, rate)


def _ask(verb: str, what: str, whom: str, rate: str) -> bool:
    try:
        return getattr(_counter(), verb)(parse(rate), what, whom)
    except Exception:
        logger.warning("the rate of %s could not be counted; let through", what, exc_info=True)
        return True


def client(request: HttpRequest) -> str:
    """Where the request comes from. A company may share one address: its ceilings are high."""
    return request.META.get("REMOTE_ADDR", "")


def limited(what: str, rate: str) -> Callable:
    """Decorate a view: no more than `rate` POSTs per person who is signed in, or per client for visitors."""

    def guard(view):
        @wraps(view)
        def counted(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            user = getattr(request, "user", None)
            whom = f"person {user.pk}" if user is not None and user.is_authenticated else client(request)
            if request.method == "POST" and not allowed(what, whom, rate):
                return too_many(request)
            return view(request, *args, **kwargs)

        return counted

    return guard


def too_many(request: HttpRequest) -> HttpResponse:
    """The page that asks for a few minutes of patience."""
    response = render(request, "people/too_many.html", status=429)
    response.headers["Retry-After"] = "900"
    return response


def forget() -> None:
    """Start counting anew (tests)."""
    _counter().storage.reset()
