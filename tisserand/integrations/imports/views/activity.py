from django.shortcuts import get_object_or_404, redirect, render

from tisserand.communities.door import allow

from .. import files, starting
from ..activity import load as activity
from ..forms import ActivityColumnsForm, FileForm, posted
from ..models import Load
from ..problems import CannotRead


@allow("load data")
def load_activity(request, community):
    form = FileForm(*posted(request))
    if request.method == "POST" and form.is_valid():
        now = community.now()
        try:
            load = files.receive(
                community, Load.Kind.ACTIVITY, form.cleaned_data["file"], by=request.user, now=now
            )
            return redirect("activity-columns", community.slug, load.pk)
        except CannotRead as refusal:
            form.add_error("file", refusal.problem.text)
    return render(request, "imports/load_activity.html", {"form": form}, status=422 if form.is_bound else 200)


@allow("load data")
def activity_columns(request, community, pk):
    loads = community.loads.filter(kind=Load.Kind.ACTIVITY, state=Load.State.CHOOSING)
    load = get_object_or_404(loads, pk=pk)
    try:
        source, rows = activity.peek(load.file.path)
    except CannotRead as refusal:
        return render(request, "imports/refused.html", {"load": load, "problem": refusal.problem}, status=422)
    form = ActivityColumnsForm(
        request.POST if request.method == "POST" else None, columns=source.columns, rows=rows
    )
    if request.method == "POST" and form.is_valid():
        load.choices = form.choices
        load.save(update_fields=["choices"])
        starting.begin(load)
        return redirect("load", community.slug, load.pk)
    context = {"load": load, "form": form}
    return render(request, "imports/activity_columns.html", context, status=422 if form.is_bound else 200)
