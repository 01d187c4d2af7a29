"""Tasks that failed for good, for administrators: read, tried again or dropped."""

import logging
from collections.abc import Iterable

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tisserand.people.door import administrator
from tisserand.ui.notices import say

from .models import Job

PER_PAGE = 25
log = logging.getLogger(__name__)


@administrator
def dead_letters(request: HttpRequest) -> HttpResponse:
    found = Job.objects.failed().order_by("-finished_at", "pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "config/dead_letters.html", {"page": page})


@administrator
def dead_letter(request: HttpRequest, pk) -> HttpResponse:
    return render(request, "config/dead_letter.html", {"job": get_object_or_404(Job.objects.failed(), pk=pk)})


@require_POST
@administrator
def replay_dead_letters(request: HttpRequest) -> HttpResponse:
    return _replay(request, Job.objects.failed())


@require_POST
@administrator
def replay_dead_letter(request: HttpRequest, pk) -> HttpResponse:
    return _replay(request, [get_object_or_404(Job.objects.failed(), pk=pk)])


def _replay(request: HttpRequest, dead: Iterable[Job]) -> HttpResponse:
    count = sum(job.replay() for job in dead)
    log.info("%d dead letters replayed by %s", count, request.user)
    told = ngettext("%(count)d task is back in the queue.", "%(count)d tasks are back in the queue.", count)
    say(request, told % {"count": count})
    return redirect("dead-letters")


@require_POST
@administrator
def drop_dead_letter(request: HttpRequest, pk) -> HttpResponse:
    job = get_object_or_404(Job.objects.failed(), pk=pk)
    log.info("Dead letter %s dropped by %s", job, request.user)
    job.delete()
    say(request, _("The task is forgotten."))
    return redirect("dead-letters")
