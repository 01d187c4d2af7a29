from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.communities.door import allow
from tisserand.ui.notices import say

from .. import acts, next_steps, support_log
from ..forms import DropStepForm, MoveStepForm
from ..models import NextStep
from .answers import acting, folded, the_line


@require_POST
@allow("work the day")
@acting
def my_day_step_done(request, community):
    now = community.now()
    line = the_line(request, community, now, "step_done")
    return folded(request, community, [acts.finish_step(community, line.key, by=request.user, now=now)])


@allow("work the day")
def next_step(request, community, pk):
    """What was agreed with somebody: done, moved to another day, or dropped with a word."""
    agreed, today = _here(request, community, pk), community.today()
    asked = request.POST.get("act", "") if request.method == "POST" else ""
    forms = {
        "move": MoveStepForm(request.POST if asked == "move" else None, today=today),
        "drop": DropStepForm(request.POST if asked == "drop" else None),
    }
    if asked == "done" or (asked in forms and forms[asked].is_valid()):
        return _decide(request, community, agreed, asked, forms)
    context = {"agreed": agreed, "member": agreed.membership, "move": forms["move"], "drop": forms["drop"]}
    status = 422 if asked in forms else 200
    return render(request, "attention/next_step.html", context | {"now": community.now()}, status=status)


def _here(request, community, pk):
    """404 too for who works under the reader, whose notes are closed to them."""
    found = NextStep.objects.filter(membership__community=community, membership__left_at=None)
    agreed = get_object_or_404(
        found.select_related("membership__person", "membership__community", "agreed_by", "closed_by"), pk=pk
    )
    if support_log.closed_to(request.user, [agreed.membership_id]):
        raise Http404
    return agreed


def _decide(request, community, agreed, asked, forms):
    said = {"by": request.user, "now": community.now()}
    if asked == "move":
        told = next_steps.move(agreed, forms["move"].cleaned_data["on"], **said)
    elif asked == "drop":
        why = forms["drop"].cleaned_data["why"]
        told = next_steps.close(agreed, NextStep.End.DROPPED, why=why, **said)
    else:
        told = next_steps.close(agreed, NextStep.End.DONE, **said)
    words = {"move": _("It is moved."), "drop": _("It is dropped."), "done": _("It is noted as done.")}
    say(request, words[asked] if told else _("Somebody has closed it meanwhile."))
    return redirect("support", community.slug, agreed.membership_id)
