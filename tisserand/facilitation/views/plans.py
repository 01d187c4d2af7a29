"""The plans of a community, and what comes with us."""

from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.communities.door import allow, posted
from tisserand.programmes.models import Cohort
from tisserand.ui.notices import say

from .. import placing, plan_files, planning, words
from ..forms import ApplyForm, PlanFileForm, PlanForm, PlanItemForm
from ..models import Plan, PlanItem, Planned
from .found import cohort_here, plan_here


@allow("plan animation")
def plans(request, community):
    own = community.plans.filter(archived_at=None).annotate(count=Count("items")).order_by("name")
    known = [(key, plan_files.built_in(key, community.language)) for key in plan_files.names()]
    finished = (
        Cohort.objects.of(community).filter(planned__isnull=False).distinct().select_related("programme")
    )
    context = {"plans": own, "built_in": known, "form": PlanFileForm(), "cohorts": finished}
    return render(request, "facilitation/plans.html", context)


@allow("plan animation")
def new_plan(request, community):
    """A blank page."""
    plan = Plan(
        community=community, language=community.language, made_by=request.user, made_at=community.now()
    )
    form = PlanForm(posted(request), instance=plan)
    if request.method == "POST" and form.is_valid():
        form.save()
        community.record("created", request.user, plan, at=community.now())
        return redirect("plan", community.slug, plan.pk)
    return render(request, "facilitation/edit_plan.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@allow("plan animation")
def take_plan(request, community, key):
    """One of those that come with us becomes one of this community, to be changed at will."""
    try:
        file = plan_files.built_in(key, community.language)
    except KeyError:
        raise Http404 from None
    plan = planning.make(community, file, by=request.user, now=community.now())
    say(request, _("It is yours now: change what you like, then apply it to a group."))
    return redirect("plan", community.slug, plan.pk)


@require_POST
@allow("plan animation")
def load_plan(request, community):
    form = PlanFileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            file = plan_files.read(form.cleaned_data["file"].read(), community.language)
        except ValidationError as error:
            say(request, " ".join(error.messages), tone="error")
            return redirect("plans", community.slug)
        plan = planning.make(community, file, by=request.user, now=community.now())
        return redirect("plan", community.slug, plan.pk)
    say(request, _("Choose the file of a plan first."), tone="error")
    return redirect("plans", community.slug)


@require_POST
@allow("plan animation")
def plan_of_cohort(request, community, pk):
    """A plan made of what was done in a group."""
    cohort = cohort_here(community, pk)
    try:
        plan = planning.from_cohort(cohort, cohort.name, by=request.user, now=community.now())
    except ValidationError as error:
        say(request, " ".join(error.messages), tone="error")
        return redirect("plans", community.slug)
    return redirect("plan", community.slug, plan.pk)


@allow("plan animation")
def plan(request, community, pk):
    plan = plan_here(community, pk)
    applied = Cohort.objects.of(community).filter(planned__plan=plan).distinct().order_by("-starts_on")
    items = [(item, words.day(item), words.people(item)) for item in plan.items.all()]
    context = {"plan": plan, "items": items, "cohorts": applied}
    return render(request, "facilitation/plan.html", context)


@allow("plan animation")
def edit_plan(request, community, pk):
    plan = plan_here(community, pk)
    form = PlanForm(posted(request), instance=plan)
    if request.method == "POST" and form.is_valid():
        if "archive" in request.POST:
            plan.archived_at = community.now()
        form.save()
        community.record("changed", request.user, plan, at=community.now())
        return redirect("plans", community.slug) if plan.archived_at else redirect("plan", community.slug, pk)
    context = {"form": form, "plan": plan}
    return render(request, "facilitation/edit_plan.html", context, status=422 if form.errors else 200)


@allow("plan animation")
def plan_file(request, community, pk):
    plan = plan_here(community, pk)
    answer = HttpResponse(plan_files.write(plan), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{slugify(plan.name) or "plan"}.json"'
    return answer


@allow("plan animation")
def new_plan_item(request, community, pk):
    plan = plan_here(community, pk)
    last = plan.items.order_by("-position").values_list("position", flat=True).first() or 0
    return _write_item(request, community, plan, PlanItem(plan=plan, position=last + 1))


@allow("plan animation")
def edit_plan_item(request, community, pk, item):
    plan = plan_here(community, pk)
    return _write_item(request, community, plan, get_object_or_404(plan.items, pk=item))


def _write_item(request, community, plan, item):
    form = PlanItemForm(posted(request), instance=item)
    if request.method == "POST" and "remove" in request.POST and item.pk:
        item.delete()
    elif not (request.method == "POST" and form.is_valid()):
        context = {"form": form, "plan": plan, "item": item}
        return render(request, "facilitation/edit_item.html", context, status=422 if form.errors else 200)
    else:
        form.save()
    community.record("changed", request.user, plan, at=community.now())
    return redirect("plan", community.slug, plan.pk)


@allow("plan animation")
def apply_plan(request, community, pk):
    """First what would stand on which day; then, confirmed, it is on the calendar."""
    plan, now = plan_here(community, pk), community.now()
    groups = Cohort.objects.of(community).select_related("programme").order_by("-starts_on")
    first = {"cohort": request.GET.get("cohort")}
    form = ApplyForm(posted(request), cohorts=groups, rooms=_rooms(plan), initial=first)
    days = None
    if request.method == "POST" and form.is_valid():
        cohort, rooms = form.cleaned_data["cohort"], form.room_days
        days = _days(plan, cohort, rooms, community)
        if "confirm" in request.POST:
            try:
                planning.apply(plan, cohort, room_days=rooms, by=request.user, now=now)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return _applied(request, community, plan, cohort)
    context = {"form": form, "plan": plan, "days": days, "today": community.today(now)}
    return render(request, "facilitation/apply_plan.html", context, status=422 if form.errors else 200)


def _rooms(plan) -> int:
    return planning.rooms_missing(plan, [])


def _days(plan, cohort, rooms, community):
    hours = community.organisation
    found = [(placing.day_of(item, cohort, rooms, hours), item) for item in plan.items.all()]
    return sorted(found, key=lambda one: (one[0], one[1].position))


def _applied(request, community, plan, cohort):
    undo = reverse("unapply-plan", args=[community.slug, plan.pk, cohort.pk])
    say(request, _("It is on the calendar. Nothing leaves before somebody has read it."), undo)
    return redirect(f"{reverse('calendar', args=[community.slug])}?on={cohort.starts_on:%Y-%m-%d}&view=month")


@require_POST
@allow("plan animation")
def unapply_plan(request, community, pk, cohort):
    plan = plan_here(community, pk)
    planning.unapply(plan, cohort_here(community, cohort), by=request.user, now=community.now())
    left = Planned.objects.standing().filter(plan=plan, cohort=cohort).exists()
    say(request, _("What had begun stays; the rest is off the calendar.") if left else _("It is undone."))
    return redirect("plan", community.slug, pk)
