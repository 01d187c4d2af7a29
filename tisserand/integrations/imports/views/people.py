from django.shortcuts import get_object_or_404, redirect, render

from tisserand.communities.door import allow

from .. import files
from ..forms import ColumnsForm, PeopleFileForm, cohorts_of, posted
from ..models import Load
from ..people import act, steps
from ..problems import CannotRead

SHOWN = 50


@allow("load data")
def load_people(request, community):
    form = PeopleFileForm(*posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("people-columns", community.slug, _received(request, community, form).pk)
        except CannotRead as refusal:
            form.add_error("file", refusal.problem.text)
    return render(request, "imports/load_people.html", {"form": form}, status=422 if form.is_bound else 200)


def _received(request, community, form) -> Load:
    """The file, kept once it is known to open."""
    now, data = community.now(), form.cleaned_data
    if data["file"]:
        load = files.receive(community, Load.Kind.PEOPLE, data["file"], by=request.user, now=now)
    else:
        load = files.receive_text(community, data["text"], by=request.user, now=now)
    try:
        steps.open_table(load)
    except CannotRead:
        files.give_up(load)
        raise
    return load


def _being_chosen(community, pk) -> Load:
    loads = community.loads.filter(kind=Load.Kind.PEOPLE, state=Load.State.CHOOSING)
    load = get_object_or_404(loads, pk=pk)
    load.community = community
    return load


@allow("load data")
def people_columns(request, community, pk):
    load = _being_chosen(community, pk)
    try:
        table = steps.open_table(load)
    except CannotRead as refusal:
        return _refused(request, load, refusal)
    columns, cohorts = steps.suggest(load, table), cohorts_of(community)
    initial = {"cohort": load.choices.get("cohort")}
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        table=table,
        columns=columns,
        cohorts=cohorts,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        steps.choose(load, table, form.columns, form.cleaned_data["cohort"])
        return redirect("people-preview", community.slug, load.pk)
    context = {"load": load, "form": form, "table": table, "count": len(table.rows)}
    return render(request, "imports/people_columns.html", context, status=422 if form.is_bound else 200)


@allow("load data")
def people_preview(request, community, pk):
    load = _being_chosen(community, pk)
    try:
        if request.method == "POST":
            return _confirmed(request, community, load)
        plan = steps.plan_of(load, request.user)
    except CannotRead as refusal:
        return _refused(request, load, refusal)
    more = max(len(plan.arrivals) - SHOWN, 0)
    context = {
        "load": load,
        "plan": plan,
        "cohort": steps.cohort_of(load),
        "most_shown": SHOWN,
        "more": more,
    }
    return render(request, "imports/people_preview.html", context)


def _confirmed(request, community, load: Load):
    take, leave_out = set(request.POST.getlist("take")), "leave_out" in request.POST
    try:
        steps.finish(load, by=request.user, now=community.now(), take=take, leave_out_problems=leave_out)
    except act.NotReady:
        return redirect("people-preview", community.slug, load.pk)
    return redirect("load", community.slug, load.pk)


def _refused(request, load: Load, refusal: CannotRead):
    return render(request, "imports/refused.html", {"load": load, "problem": refusal.problem}, status=422)
