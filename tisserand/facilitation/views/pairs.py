from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tisserand.communities.door import allow
from tisserand.ui.notices import say

from .. import pairing
from ..models import Pair
from .found import cohort_here


@allow("plan animation")
def pairs(request, community, pk):
    """Those that stand, and those proposed for whoever is alone: drawn again, or confirmed as they are."""
    cohort = cohort_here(community, pk)
    drawn = request.POST.get("seed") or request.GET.get("seed", "")
    seed = int(drawn) if drawn.isdecimal() and len(drawn) < 10 else 1
    proposed = pairing.propose(pairing.alone(cohort), seed)
    if request.method == "POST":
        return _confirm(request, community, cohort, proposed)
    standing = Pair.objects.filter(cohort=cohort, ended_at=None).order_by("pk")
    context = {
        "cohort": cohort,
        "pairs": standing.prefetch_related("people__membership__person"),
        "proposed": proposed,
        "alone": len(pairing.alone(cohort)),
        "seed": seed,
    }
    return render(request, "facilitation/pairs.html", context)


def _confirm(request, community, cohort, proposed):
    """As they were shown: whoever came or left meanwhile changes the draw, and it is shown again."""
    shown = ["-".join(str(one.pk) for one in pair) for pair in proposed]
    try:
        if request.POST.getlist("pair") != shown:
            raise ValidationError(_("The group has changed meanwhile: look again."))
        made = pairing.confirm(cohort, proposed, by=request.user, now=community.now())
    except ValidationError as error:
        say(request, " ".join(error.messages), tone="waiting")
    else:
        said = ngettext("%(count)s pair is made.", "%(count)s pairs are made.", len(made))
        say(request, said % {"count": len(made)})
    return redirect("pairs", community.slug, cohort.pk)


@require_POST
@allow("plan animation")
def part(request, community, pk, pair):
    cohort = cohort_here(community, pk)
    found = get_object_or_404(Pair.objects.filter(cohort=cohort), pk=pair)
    found.cohort = cohort
    if pairing.part(found, by=request.user, now=community.now()):
        say(request, _("They are a pair no more."))
    return redirect("pairs", community.slug, pk)
