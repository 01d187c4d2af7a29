"""Saying which step a thing of the LMS is."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tisserand.communities.door import allow
from tisserand.ui.notices import say

from .. import report
from ..activity import naming
from ..forms import NamingForm
from ..models import Load


def naming_form(load: Load, data=None) -> NamingForm | None:
    """None when there is nothing to name, or no step to give the name to."""
    things = naming.unnamed(load) if load.state == Load.State.DONE and load.choices.get("unnamed") else []
    steps = list(naming.free(load.community)) if things else []
    return NamingForm(data, things=things, steps=steps) if steps else None


def _load(community, pk) -> Load:
    load = get_object_or_404(community.loads.filter(kind=Load.Kind.ACTIVITY, state=Load.State.DONE), pk=pk)
    load.community = community
    return load


@require_POST
@allow("load data")
def name_steps(request, community, pk):
    load = _load(community, pk)
    form = naming_form(load, request.POST)
    if form is None:
        return redirect("load", community.slug, pk)
    if not form.is_valid():
        context = {"load": load, "report": report.of(load), "naming": form, "now": community.now()}
        return render(request, "imports/load.html", context, status=422)
    done = sum(naming.name(step, key, by=request.user, now=community.now()) for step, key in form.chosen)
    if form.chosen:
        words = ngettext("%(count)s step noted as done.", "%(count)s steps noted as done.", done)
        say(request, words % {"count": done})
    return redirect("load", community.slug, pk)


@require_POST
@allow("load data")
def unname_step(request, community, pk, step):
    load = _load(community, pk)
    found = get_object_or_404(naming.free_or_not(community), pk=step)
    found.programme.community = community
    if found.source_key:
        naming.unname(found, by=request.user, now=community.now())
    return redirect("load", community.slug, load.pk)
