from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.communities.door import CommunityRequest, allow, posted
from tisserand.communities.models import Community
from tisserand.communities.right_of_reply import AnswerForm
from tisserand.conversations import pace
from tisserand.conversations.forms import ReasonForm, SettlementForm
from tisserand.ui.notices import say

from .. import reports as acts
from ..models import ChatReport
from .messages import standing_message

SHOWN = 50


@allow("take part")
def report_message(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    message = standing_message(community, pk)
    if message.written_by(request.user):
        raise PermissionDenied
    help_text = _("Only those who run this community will read it, and your name with it.")
    form = ReasonForm(posted(request), help_text=help_text)
    if request.method == "POST" and form.is_valid():
        try:
            pace.keep(request.user)
            acts.report(message, by=request.user, reason=form.cleaned_data["reason"], now=community.now())
        except ValidationError as error:
            form.add_error("reason", error.messages)
        else:
            say(request, _("Thank you. Somebody will look at it and tell you what was decided."))
            return redirect(message.room)
    context = {"message": message, "room": message.room, "form": form}
    return render(request, "chat/report_message.html", context, status=422 if form.errors else 200)


@allow("moderate")
def reports(request: CommunityRequest, community: Community) -> HttpResponse:
    return _list(request, community)


@require_POST
@allow("moderate")
def settle(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    rows = ChatReport.objects.select_related("message__author", "message__room__community__organisation")
    report = get_object_or_404(rows, pk=pk, message__room__community=community)
    form = SettlementForm(request.POST, prefix=f"report-{pk}")
    if not form.is_valid():
        return _list(request, community, wrong={pk: form})
    try:
        acts.settle(report, by=request.user, now=community.now(), **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _list(request, community, wrong={pk: form})
    say(request, _("Settled. The people concerned will be told what you decided, and why."))
    return redirect("chat-reports", community.slug)


@require_POST
@allow("moderate")
def answer_author(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    rows = ChatReport.objects.select_related("message__author", "message__room__community__organisation")
    report = get_object_or_404(rows, pk=pk, replied_at__isnull=False, message__room__community=community)
    form = AnswerForm(report, request.POST)
    if not form.is_valid():
        return _list(request, community, wrong_reply={pk: form})
    try:
        new = acts.answer(report, by=request.user, now=community.now(), **form.said)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _list(request, community, wrong_reply={pk: form})
    say(request, _("The author will read your answer.") if new else _("Somebody has answered them already."))
    return redirect("chat-reports", community.slug)


def _list(
    request: CommunityRequest,
    community: Community,
    wrong: dict | None = None,
    wrong_reply: dict | None = None,
) -> HttpResponse:
    wrong, wrong_reply = wrong or {}, wrong_reply or {}
    found = list(ChatReport.objects.waiting(community).for_list()[:SHOWN])
    unanswered = list(ChatReport.objects.unanswered(community, reader=request.user).for_list()[:SHOWN])
    for report in [*found, *unanswered]:
        report.message.room.community = community
    lines = [
        (report, wrong.get(report.pk) or SettlementForm(prefix=f"report-{report.pk}")) for report in found
    ]
    replies = [(report, wrong_reply.get(report.pk) or AnswerForm(report)) for report in unanswered]
    context = {"lines": lines, "replies": replies, "now": community.now()}
    return render(request, "chat/reports.html", context, status=422 if wrong or wrong_reply else 200)
