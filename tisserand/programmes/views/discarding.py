"""Deleting a programme or a group made by mistake."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tisserand.communities.door import allow
from tisserand.ui.notices import say

from .. import discarding
from ..models import Cohort


@allow("manage programmes")
def discard_programme(request, community, pk):
    programme = get_object_or_404(community.programmes, pk=pk)
    return _discard(request, community, programme, reverse("programmes", args=[community.slug]))


@allow("manage programmes")
def discard_cohort(request, community, pk):
    cohort = get_object_or_404(Cohort.objects.of(community).select_related("programme"), pk=pk)
    cohort.programme.community = community
    return _discard(
        request, community, cohort, reverse("programme", args=[community.slug, cohort.programme_id])
    )


def _discard(request, community, made, onward):
    cohort = made if isinstance(made, Cohort) else None
    context = {"made": made, "cohort": cohort, "kept": made.has_history}
    context["why"] = discarding.why_kept(made, community.now())
    if request.method == "POST" and not (context["kept"] or context["why"]):
        try:
            discarding.discard(made, by=request.user, now=community.now())
        except discarding.HasHistory:
            context["kept"] = True
        except discarding.Kept as kept:
            context["why"] = kept.words
        else:
            say(request, _("“%(name)s” is deleted.") % {"name": made.name})
            return redirect(onward)
    if cohort:
        context["people"] = made.enrolments.active().count()
    status = 409 if request.method == "POST" else 200
    return render(request, "programmes/discard.html", context, status=status)
