from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.communities.door import CommunityRequest, allow
from tisserand.communities.models import Community
from tisserand.ui.notices import say

from .. import reports as acts
from ..forms import SettlementForm
from ..models import Report

SHOWN = 50


@allow("moderate")
def reports(request: CommunityRequest, community: Community) -> HttpResponse:
    return _list(request, community)


@require_POST
@allow("moderate")
def settle(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    report = get_object_or_404(
        Report.objects.select_related("post__author", "post__thread__community__organisation"),
        pk=pk,
        post__thread__community=community,
    )
    form = SettlementForm(request.POST, prefix=f"report-{pk}")
    if not form.is_valid():
        return _list(request, community, wrong={pk: form})
    try:
        acts.settle(report, by=request.user, now=community.now(), **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _list(request, community, wrong={pk: form})
    say(request, _("Settled. The people concerned will be told what you decided, and why."))
    return redirect("reports", community.slug)


def _list(request: CommunityRequest, community: Community, wrong: dict | None = None) -> HttpResponse:
    wrong = wrong or {}
    waiting = Report.objects.waiting(community).for_list()[:SHOWN]
    lines = [
        (report, wrong.get(report.pk) or SettlementForm(prefix=f"report-{report.pk}")) for report in waiting
    ]
    context = {"lines": lines, "now": community.now()}
    return render(request, "conversations/reports.html", context, status=422 if wrong else 200)
