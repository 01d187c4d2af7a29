from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from tisserand.communities.door import CommunityRequest, allow
from tisserand.communities.models import Community

from . import drawing
from .forms import DrawForm
from .models import Trial

A_PAGE = 50


@allow("work the day")
def trials(request: CommunityRequest, community: Community) -> HttpResponse:
    found = Trial.objects.of(community).select_related("drawn_by")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "effect/trials.html", {"page": page, "now": community.now()})


@allow("work the day")
def draw_trial(request: CommunityRequest, community: Community) -> HttpResponse:
    form = DrawForm(request.POST or None, community=community)
    if form.is_valid():
        said, cohort = form.cleaned_data, form.cleaned_data.pop("cohort")
        members = community.memberships.present().learners()
        if cohort:
            members = members.filter(enrolments__cohort=cohort, enrolments__withdrawn_at=None)
        try:
            keys = members.values_list("pk", flat=True)
            trial = drawing.draw_for_an_act(community, keys, by=request.user, now=community.now(), **said)
            return redirect("trial", community.slug, trial.pk)
        except ValidationError as error:
            form.add_error("cohort", error)
    return render(request, "effect/draw.html", {"form": form}, status=422 if form.is_bound else 200)


@allow("work the day")
def trial(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    found = get_object_or_404(Trial.objects.of(community).select_related("drawn_by"), pk=pk)
    drawn = found.assignments.select_related("membership__person").order_by("membership__person__given_name")
    parts = {waits: [one.membership for one in drawn if one.waits == waits] for waits in (False, True)}
    now = community.now()
    context = {"trial": found, "having": parts[False], "waiting": parts[True], "now": now}
    context |= {"turn": found.turn_has_come(now), "planned": _of_plan(community, found)}
    context["by_mail"] = bool(context["planned"]) and found.planned.mailed
    return render(request, "effect/trial.html", context)


def _of_plan(community: Community, trial: Trial) -> str:
    """The page of the mail that was drawn for, or of the later turn, where an app above has one."""
    planned = getattr(trial, "planned", None)
    return reverse("planned", args=[community.slug, planned.pk]) if planned else ""
