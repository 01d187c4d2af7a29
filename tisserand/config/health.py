"""What a monitor asks: does the database answer, is a worker alive, does the clock tick?"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from tisserand.mail.inbound.models import Look
from tisserand.people.door import public

from .models import Pulse

LATE = timedelta(minutes=2)
LONG_SHUT = timedelta(minutes=10)  # it is looked into every minute


def report(now: datetime) -> dict[str, str]:
    """By part: "ok", or what is wrong. A worker or a clock that was never started is "none"."""
    try:
        pulses = dict(Pulse.objects.values_list("name", "at"))
    except DatabaseError:
        return {"database": "unreachable"}
    workers = [at for name, at in pulses.items() if name.startswith("worker:")]
    return {
        "database": "ok",
        "worker": _state(max(workers, default=None), now),
        "clock": _state(pulses.get("clock"), now),
        **({"mail_box": _mail_box(now)} if settings.MAIL_IN_IMAP_URL else {}),
    }


def _mail_box(now: datetime) -> str:
    look = Look.last()
    if look is None:
        return "none"
    return (
        "ok" if now - look.last_good < LONG_SHUT else f"not read since {look.last_good:%Y-%m-%d %H:%M:%S} UTC"
    )


def _state(last: datetime | None, now: datetime) -> str:
    if last is None:
        return "none"
    return "ok" if now - last < LATE else f"silent since {last:%Y-%m-%d %H:%M:%S} UTC"


@public
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 when all is well, 503 when the database, every worker or the clock has fallen silent.

    A mail box that cannot be read is told, and takes nobody their pages: no node of ours could mend it.
    """
    parts = report(timezone.now())
    well = all(state in {"ok", "none"} for part, state in parts.items() if part != "mail_box")
    return JsonResponse({"ok": well, **parts}, status=200 if well else 503)
