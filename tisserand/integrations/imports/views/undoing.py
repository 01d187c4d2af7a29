from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tisserand.communities.door import allow
from tisserand.ui.notices import say

from ..models import Load
from ..people import corrections, undo

SHOWN = 20


@allow("load data")
def undo_load(request, community, pk):
    loads = community.loads.filter(kind=Load.Kind.PEOPLE).exclude(state=Load.State.CHOOSING)
    load = get_object_or_404(loads, pk=pk)
    load.community = community
    if not undo.may_be_undone(load):
        return redirect("load", community.slug, pk)
    if request.method == "POST":
        try:
            left = undo.undo(load, by=request.user, now=community.now())
        except undo.TooLate:
            return redirect("undo-load", community.slug, pk)
        words = ngettext("It is undone: %(count)s person left.", "It is undone: %(count)s people left.", left)
        say(request, words % {"count": left} if left else _("It is undone."))
        return redirect("loading", community.slug)
    acted = undo.acted(load)
    found = corrections.of(load)
    context = {
        "load": load,
        "acted": acted.for_list()[:SHOWN],
        "count": acted.count(),
        "back": [correction for correction in found if correction.stands],
        "stay": [correction for correction in found if not correction.stands],
        "unknown": not found and load.counts.get("changed"),
    }
    return render(request, "imports/undo_load.html", context)
