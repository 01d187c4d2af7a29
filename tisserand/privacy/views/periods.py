from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tisserand.people import held
from tisserand.people.door import administrator
from tisserand.ui.notices import say

from .. import retention
from ..forms import PeriodForm


@administrator
def periods(request):
    now = timezone.now()
    kept = retention.all_kept(now)
    context = {
        "chosen": [one for one in kept if one.months],
        "fixed": [one for one in kept if not one.months],
        "now": now,
    }
    return render(request, "privacy/periods.html", context)


@administrator
def choose_period(request, key):
    """Another period: first what it would touch, then it is chosen."""
    now, holding = timezone.now(), _adjustable(key)
    kept = retention.kept(holding, now)
    asked = request.POST or request.GET
    form = PeriodForm(holding, asked if "months" in asked else None, initial={"months": kept.months})
    if request.method == "POST" and form.is_valid():
        retention.choose(holding, form.cleaned_data["months"], by=request.user, now=now)
        say(request, _("The period is changed."))
        return redirect("periods")
    context = {"form": form, "kept": kept, "now": now}
    if form.is_valid() and (months := form.cleaned_data["months"]) != kept.months:
        context |= {"months": months, "count": retention.count(holding, months, now)}
        context |= {"shorter": months < kept.months, "applies_at": now + retention.NOTICE}
    wrong = form.is_bound and not form.is_valid()
    return render(request, "privacy/choose_period.html", context, status=422 if wrong else 200)


def _adjustable(key):
    try:
        holding = held.named(key)
    except KeyError:
        raise Http404 from None
    if holding.period is None:
        raise Http404
    return holding
