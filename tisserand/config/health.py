"""What a monitor asks: does the database answer, is a worker alive, does the clock tick?"""

from datetime import datetime, timedelta

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from tisserand.people.door import public

from .models import Pulse

LATE = timedelta(minutes=2)


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
    }


def _state(last: datetime | None, now: datetime) -> str:
    if last is None:
        return "none"
    return "ok" if now - last < LATE else f"silent since {last:%Y-%m-%d %H:%M:%S} UTC"


@public
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 when all is well, 503 when the database, every worker or the clock has fallen silent."""
    parts = report(timezone.now())
    well = all(state in {"ok", "none"} for state in parts.values())
    return JsonResponse({"ok": well, **parts}, status=200 if well else 503)
