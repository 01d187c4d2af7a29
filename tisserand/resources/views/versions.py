from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from tisserand.communities.door import CommunityRequest

from .. import reading
from ..models import Sheet, Synthesis, Version


def number_of(request: CommunityRequest) -> int | None:
    """The version asked for; None: the last one."""
    asked = request.GET.get("version", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 8 else None


def show_versions(
    request: CommunityRequest, work: Synthesis | Sheet, number: int | None, **context: Any
) -> HttpResponse:
    """What a version changed, beside the list of all."""
    if number is None:
        number = Version.objects.of(work).values_list("number", flat=True).first() or 0
    versions, step = reading.step(work, number)
    if step is None:
        raise Http404
    context |= {"versions": versions, "step": step, "now": request.community.now()}
    return render(request, "resources/versions.html", context)
