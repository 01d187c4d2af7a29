"""Handing a message over, and what the people who run the community do of it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.communities import judging
from tisserand.communities.door import CommunityRequest, allow, posted
from tisserand.communities.models import Community
from tisserand.communities.right_of_reply import AnswerForm, SettlementForm
from tisserand.ui.notices import say

from .. import reporting
from ..forms import ReportForm
from ..models import Message, Report
from .conversations import NONE
from .messages import standing_message


@allow("take part")
def report_private_message(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    message = standing_message(request, community, pk)
    if message.written_by(request.user):
        raise PermissionDenied
    before = reporting.context_of(message, request.user)
    shown = _fingerprint([*before, message])
    form, changed = _form(request, shown)
    if not changed and form.is_valid() and _report(request, community, message, form):
        say(request, _("Thank you. Somebody will look at it and tell you what was decided."))
        return redirect(message.url)
    judged = reporting.judges(message, request.user).exists()
    context = {"message": message, "before": before, "form": form, "changed": changed}
    context["nobody"] = "" if judged else reporting.nobody_to_judge()
    status = 422 if form.is_bound or changed else 200
    return render(request, "messages/report_private_message.html", context, status=status)


def _form(request: CommunityRequest, shown: str) -> tuple[ReportForm, bool]:
    """The form, and whether the page it was filled in on showed something else than what stands now."""
    form = ReportForm(posted(request), initial={"shown": shown})
    if not form.is_bound or form["shown"].value() == shown:
        return form, False
    return ReportForm(initial={"shown": shown, "reason": request.POST.get("reason", "")[:500]}), True


def _fingerprint(messages: list[Message]) -> str:
    """What stands on the page: somebody may say it otherwise before it is handed over."""
    return " ".join(f"{one.pk}:{one.edited_at.timestamp() if one.edited_at else 0}" for one in messages)


def _report(request: CommunityRequest, community: Community, message: Message, form: ReportForm) -> bool:
    asked = {"reason": form.cleaned_data["reason"], "with_context": form.cleaned_data["with_context"]}
    try:
        reporting.report(message, by=request.user, now=community.now(), **asked)
    except ValidationError as error:
        form.add_error(None, error.messages)
    return not form.errors


def report_here(request: CommunityRequest, community: Community, pk: int) -> Report:
    """A report of this community that this member may judge; 404 otherwise."""
    mine = Report.objects.for_judge(request.user).filter(community=community)
    return get_object_or_404(mine.select_related("reported_by", "community", "message"), pk=min(pk, NONE))


@allow("moderate")
def private_report(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    report = report_here(request, community, pk)
    form = SettlementForm(posted(request))
    if form.is_valid():
        try:
            reporting.settle(report, by=request.membership, now=community.now(), **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            words = _("Settled. The people concerned will be told what you decided, and why.")
            say(request, words, reverse("reopen-private-report", args=[community.slug, report.pk]))
            return redirect("private-report", community.slug, report.pk)
    return _page(request, report, community, form)


def _page(request: HttpRequest, report: Report, community: Community, form, reply_form=None) -> HttpResponse:
    handed = list(report.handed.select_related("author"))
    context = {"report": report, "handed": handed, "form": form, "now": community.now()}
    opened = report.settled_at is None and report.message.deleted_at is None
    context["replied"] = judging.replied(Report.objects.filter(message=report.message_id), report)
    context["reply_form"] = reply_form or AnswerForm(context["replied"])
    context["files"] = report.message.files.all() if opened else []
    return render(
        request, "messages/private_report.html", context, status=422 if form.is_bound or reply_form else 200
    )


@require_POST
@allow("moderate")
def answer_author_privately(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    report = report_here(request, community, pk)
    if report.replied_at is None:
        raise Http404
    form = AnswerForm(report, request.POST)
    if form.is_valid():
        try:
            new = reporting.answer(report, by=request.membership, now=community.now(), **form.said)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            say(
                request,
                _("The author will read your answer.") if new else _("Somebody has answered them already."),
            )
            return redirect("reports", community.slug)
    return _page(request, report, community, SettlementForm(), form)


@require_POST
@allow("moderate")
def reopen_private_report(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    report = report_here(request, community, pk)
    try:
        reporting.reopen(report, by=request.membership, now=community.now())
    except ValidationError as error:
        say(request, error.messages[0])
    return redirect("private-report", community.slug, report.pk)
