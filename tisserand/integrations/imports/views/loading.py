from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from tisserand.communities.door import allow

from .. import files, report, starting
from ..models import Load
from .naming import naming_form


@allow("load data")
def loading(request, community):
    loads = community.loads.exclude(state=Load.State.CHOOSING).select_related("started_by")[:20]
    return render(request, "imports/loading.html", {"loads": loads, "now": community.now()})


@allow("load data")
def load(request, community, pk):
    """How far a load is, or what it did. Asked again every two seconds while it runs."""
    load = get_object_or_404(community.loads.exclude(state=Load.State.CHOOSING), pk=pk)
    fragment = request.headers.get("HX-Request") == "true"
    page = "imports/_progress.html" if fragment else "imports/load.html"
    context = {"load": load, "report": report.of(load), "naming": naming_form(load), "now": community.now()}
    return render(request, page, context)


@require_POST
@allow("load data")
def give_up_load(request, community, pk):
    files.give_up(get_object_or_404(community.loads.filter(state=Load.State.CHOOSING), pk=pk))
    return redirect("loading", community.slug)


@require_POST
@allow("load data")
def begin_load_again(request, community, pk):
    starting.begin(get_object_or_404(community.loads.all(), pk=pk))
    return redirect("load", community.slug, pk)
