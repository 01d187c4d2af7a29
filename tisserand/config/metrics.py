"""`/metrics`, for Prometheus: what waits, what failed, who is alive, how long pages take.

What the database knows is counted when the page is read, where an index answers; it is the same on every
node. Pages are counted where they are answered: over the processes of this node.
"""

import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import wraps
from secrets import compare_digest

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Count, Min, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from tisserand.mail.inbound.models import Look
from tisserand.mail.models import Arrival, Envelope
from tisserand.search import embedding, meaning

from .health import LATE
from .models import Job, Pulse, get_date_max

LOOPBACK = {"127.0.0.1", "::1"}
PROXIED = {"Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Real-Ip"}  # behind which anybody may be
METHODS = {"GET", "HEAD", "POST"}
DAY = timedelta(days=1)
PAGES = Histogram(
    "tisserand_request_seconds",
    "From a request that is whole to its answer.",
    ["method", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=None,
)


def observe(method: str, status: int, seconds: float) -> None:
    """Count one request that was answered."""
    PAGES.labels(method if method in METHODS else "other", f"{status // 100}xx").observe(seconds)


class Site:
    """What the database knows at `now`, as gauges; when it does not answer, only that."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            found = [*self.tasks(), *self.mail(), *self.mail_box(), *self.search(), *self.alive()]
        except DatabaseError:
            found = []
        yield _gauge("database_up", "1 when the database answers.", bool(found))
        yield from found

    def tasks(self) -> Iterator[GaugeMetricFamily]:
        waiting, failed = Job.objects.filter(status="READY"), Job.objects.failed()
        yield from self.queue(
            "tasks_ready", "Tasks due and not taken yet.", Job.objects.ready(), "enqueued_at"
        )
        retrying = waiting.filter(run_after__gt=self.now, run_after__lt=get_date_max()).exclude(worker_ids=[])
        yield _gauge("tasks_retrying", "Tasks that failed and wait for another attempt.", retrying.count())
        yield _gauge("tasks_running", "Tasks that a worker has in hand.", Job.objects.running().count())
        yield _gauge("dead_letters", "Tasks that failed for good.", failed.count())
        if settings.BROKER_URL:
            unsaid = Job.objects.unannounced().count()
            yield _gauge("tasks_unannounced", "Tasks due that the broker has not heard of.", unsaid)

    def search(self) -> Iterator[GaugeMetricFamily]:
        yield _gauge("meaning_here", "1 where the extra `meaning` is installed.", embedding.here())
        yield _gauge("meanings_due", "Questions that the model has not read.", meaning.due().count())

    def mail(self) -> Iterator[GaugeMetricFamily]:
        leaving = Envelope.objects.filter(state=Envelope.State.WAITING, due_at__lte=self.now)
        yield from self.queue("mail_due", "Mails due that have not left.", leaving, "due_at")
        sent = Envelope.objects.filter(sent_at__gt=self.now - DAY).count()
        yield _gauge("mail_sent_day", "Mails that left within a day.", sent)
        trouble = Envelope.objects.filter(state__in=[Envelope.State.FAILED, Envelope.State.UNCERTAIN])
        told = "Mails that failed, or may not have left."
        gauge = GaugeMetricFamily("tisserand_mail_trouble", told, labels=["state"])
        for state, count in trouble.values_list("state").annotate(Count("pk")):
            gauge.add_metric([state], count)
        yield gauge
        arrivals = Arrival.objects.filter(state=Arrival.State.WAITING)
        yield from self.queue("arrivals_waiting", "Mails received and not read yet.", arrivals, "received_at")
        unread = Arrival.objects.filter(state=Arrival.State.FAILED, received_at__gt=self.now - DAY)
        yield _gauge("arrivals_failed_day", "Mails received within a day that broke us.", unread.count())

    def mail_box(self) -> Iterator[GaugeMetricFamily]:
        if look := Look.last():
            silent, told = self.now - look.last_good, "Since the mail box was last read."
            yield _gauge("mail_box_silent_seconds", told, max(0.0, silent.total_seconds()))
            told = "Attempts to read the mail box that failed, since it was last read."
            yield _gauge("mail_box_failures", told, look.failures)

    def alive(self) -> Iterator[GaugeMetricFamily]:
        workers = Pulse.objects.filter(name__startswith="worker:", at__gt=self.now - LATE)
        yield _gauge("workers", "Workers that said they are alive within two minutes.", workers.count())
        clock = Pulse.objects.filter(name="clock")
        yield _gauge("clock_silent_seconds", "Since a clock last said it is alive.", self.since(clock, "at"))

    def queue(self, name: str, told: str, rows: QuerySet, since: str) -> Iterator[GaugeMetricFamily]:
        yield _gauge(name, told, rows.order_by().count())
        yield _gauge(f"{name}_seconds", f"Age of the oldest. {told}", self.since(rows, since))

    def since(self, rows: QuerySet, moment: str) -> float:
        first = rows.order_by().aggregate(first=Min(moment))["first"]
        return max(0.0, (self.now - first).total_seconds()) if first else 0.0


def _gauge(name: str, told: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"tisserand_{name}", told, value)


def monitor(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Who has the token, or asks on this machine without a proxy between; to others the page is not there."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs):
        token, shown = settings.METRICS_TOKEN, request.headers.get("Authorization", "")
        known = bool(token) and compare_digest(shown.encode(), f"Bearer {token}".encode())
        near = request.META.get("REMOTE_ADDR") in LOOPBACK and not request.headers.keys() & PROXIED
        if not known and not near:
            raise Http404
        return view(request, *args, **kwargs)

    guarded.door = "monitor"  # type: ignore[attr-defined]
    return guarded


@monitor
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)
    else:
        registry.register(PAGES)
    registry.register(Site(timezone.now()))
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
