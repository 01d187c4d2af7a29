"""Writing programmes."""

from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from tisserand.communities.door import allow, posted
from tisserand.ui.notices import say

from .. import writing
from ..forms import ProgrammeForm, steps_formset
from ..models import Programme, Step

BLANK = 3


@allow("manage programmes")
def create_programme(request, community):
    return _write(request, community, Programme(community=community), blank=6)


@allow("manage programmes")
def edit_programme(request, community, pk):
    return _write(request, community, get_object_or_404(community.programmes, pk=pk), blank=BLANK)


def _write(request, community, programme, *, blank):
    data = posted(request)
    form = ProgrammeForm(data, instance=programme)
    counted = Step.objects.annotate(people=Count("progress")).order_by("position")
    steps = steps_formset(blank)(data, instance=programme, prefix="steps", queryset=counted)
    if data is None or not all([form.is_valid(), steps.is_valid()]):
        context = {"form": form, "steps": steps, "programme": programme}
        return render(request, "programmes/edit_programme.html", context, status=200 if data is None else 422)
    writing.write(programme, steps.in_order(), steps.removed(), by=request.user, now=community.now())
    if "more" in request.POST:
        return redirect("edit-programme", community.slug, programme.pk)
    say(request, _("The programme is saved."))
    return redirect("programme", community.slug, programme.pk)
