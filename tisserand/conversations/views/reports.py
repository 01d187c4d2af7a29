from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.communities.door import CommunityRequest, allow
from tisserand.communities.models import Community
from tisserand.communities.right_of_reply import AnswerForm
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


@require_POST
@allow("moderate")
def answer_author(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    rows = Report.objects.select_related(
        "post__author", "post__unnamed", "post__thread__community__organisation"
    )
    report = get_object_or_404(rows, pk=pk, replied_at__isnull=False, post__thread__community=community)
    form = AnswerForm(report, request.POST)
    if not form.is_valid():
        return _list(request, community, wrong_reply={pk: form})
    try:
        new = acts.answer(report, by=request.user, now=community.now(), **form.said)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _list(request, community, wrong_reply={pk: form})
    say(request, _("The author will read your answer.") if new else _("Somebody has answered them already."))
    return redirect("reports", community.slug)


def _list(
    request: CommunityRequest,
    community: Community,
    wrong: dict | None = None,
    wrong_reply: dict | None = None,
) -> HttpResponse:
    wrong, wrong_reply = wrong or {}, wrong_reply or {}
    waiting = Report.objects.waiting(community).for_list()[:SHOWN]
    lines = [
        (report, wrong.get(report.pk) or SettlementForm(prefix=f"report-{report.pk}")) for report in waiting
    ]
    unanswered = Report.objects.unanswered(community, reader=request.user).for_list()[:SHOWN]
    replies = [(report, wrong_reply.get(report.pk) or AnswerForm(report)) for report in unanswered]
    context = {"lines": lines, "replies": replies, "now": community.now()}
    status = 422 if wrong or wrong_reply else 200
    return render(request, "conversations/reports.html", context, status=status)
