"""One thing on the calendar."""

from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.communities.door import allow, posted
from tisserand.ui.notices import say

from .. import audiences, drafts, outcomes, planning, preparing, results, standing, words
from ..forms import CallOffForm, MoveForm, PlannedForm
from ..models import Planned
from .found import planned_here


@allow("plan animation")
def planned(request, community, pk):
    one, now = planned_here(community, pk), community.now()
    mailed = one.mailed and one.cohort_id
    stand = standing.of(one, now, request.user) if mailed else None
    number = min(_page(request), stand.pages) if stand else 1
    read = drafts.of(one, by=request.user, now=now, only=stand.page(number)) if stand else None
    people = list(audiences.of(one, now)) if one.kind == Planned.Kind.TASK and one.cohort_id else []
    context = {
        "planned": one,
        "drafts": read,
        "stand": stand,
        "number": number,
        "read_first": drafts.READ_FIRST,
        "people": people,
        "audience": words.people(one),
        "move": MoveForm(today=community.today(now), initial={"to": one.on}),
        "call_off": CallOffForm(),
        "results": results.of(one) if results.asks(one) else None,
        "today": community.today(now),
        "outcome": outcomes.of([one]).of(one),
        "other_day": preparing.other_day(one),
    }
    return render(request, "facilitation/planned.html", context)


def _page(request) -> int:
    asked = request.GET.get("page", "")
    return max(int(asked), 1) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1


@allow("plan animation")
def new_planned(request, community):
    """Something that no plan foresaw."""
    now = community.now()
    one = Planned(community=community, made_by=request.user, made_at=now)
    first = {"moved_to": request.GET.get("on") or community.today(now)}
    form = PlannedForm(posted(request), instance=one, community=community, initial=first)
    if request.method == "POST" and form.is_valid():
        form.save()
        community.record("created", request.user, one, at=now)
        return redirect("planned", community.slug, one.pk)
    return render(
        request, "facilitation/edit_planned.html", {"form": form}, status=422 if form.errors else 200
    )


@allow("plan animation")
def edit_planned(request, community, pk):
    one = planned_here(community, pk)
    if one.over:
        return redirect("planned", community.slug, pk)
    form = PlannedForm(posted(request), instance=one, community=community)
    if request.method == "POST" and form.is_valid():
        form.save()
        community.record("changed", request.user, one, at=community.now())
        return redirect("planned", community.slug, pk)
    context = {"form": form, "planned": one}
    return render(request, "facilitation/edit_planned.html", context, status=422 if form.errors else 200)


@require_POST
@allow("plan animation")
def move_planned(request, community, pk):
    one, now = planned_here(community, pk), community.now()
    form = MoveForm(request.POST, today=community.today(now))
    if form.is_valid():
        _try(
            request,
            lambda: planning.move(one, form.cleaned_data["to"], by=request.user, now=now),
            _("It is moved."),
        )
    else:
        say(request, " ".join(form.errors["to"]), tone="error")
    return redirect(_back(request, community, pk))


@require_POST
@allow("plan animation")
def call_off(request, community, pk):
    one, form = planned_here(community, pk), CallOffForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    undo = reverse("reopen-planned", args=[community.slug, pk])
    said = _("It is called off: what waits does not leave.")
    _try(request, lambda: planning.call_off(one, why, by=request.user, now=community.now()), said, undo)
    return redirect("planned", community.slug, pk)


def _try(request, act, said, undo=None):
    try:
        act()
    except ValidationError as error:
        say(request, " ".join(error.messages), tone="waiting")
    else:
        say(request, said, undo)


def _back(request, community, pk):
    """To the calendar when the move was made there."""
    calendar = reverse("calendar", args=[community.slug])
    asked = request.POST.get("back", "")
    return asked if asked.startswith(f"{calendar}?") else reverse("planned", args=[community.slug, pk])
