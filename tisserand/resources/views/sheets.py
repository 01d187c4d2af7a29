from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.communities.door import CommunityRequest, allow
from tisserand.communities.models import Community
from tisserand.conversations.models import Post, Thread
from tisserand.ui.notices import say

from .. import opinions, reading
from .. import sheets as acts
from ..forms import SheetForm
from ..models import Sheet
from . import quoting_form as writing
from .syntheses import standing_thread
from .versions import number_of, show_versions
from .withdrawing import reason_given

PAGE = 30


@allow("come in")
def sheets(request: CommunityRequest, community: Community) -> HttpResponse:
    member, today = request.membership, community.today(community.now())
    here = Sheet.objects.filter(community=community).select_related("owner").with_state()
    found = here.visible_to(member).order_by("title", "pk")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    due = here.kept_by(member).to_review(today).with_doubts().order_by("review_on", "pk")[:PAGE]
    for sheet in (*page, *due):
        sheet.community = community
    context = {"page": page, "due": due, "may_write": member.may("keep sheets"), "now": community.now()}
    return render(request, "resources/sheets.html", context)


@allow("come in")
def sheet(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    found = sheet_here(request, community, pk)
    kept = found.kept_by(request.membership)
    context = {"sheet": found, "shown": reading.last_of(found), "kept": kept, "now": community.now()}
    context["readers"] = opinions.of_readers(found, request.user, kept=kept)
    context |= {"origins": reading.origins(found), "thread": _thread_of(found), "today": community.today()}
    return render(request, "resources/sheet.html", context)


@allow("keep sheets")
def new_sheet(request: CommunityRequest, community: Community, pk: int | None = None) -> HttpResponse:
    """From a conversation, or from nothing."""
    thread = standing_thread(request, community, pk) if pk else None
    posts, today = writing.posts_of(thread), community.today(community.now())
    kept = {"community": community, "today": today}
    if writing.asks_to_quote(request):
        quoted = writing.chosen(posts, writing.numbers(request.POST.getlist("quote")))
        form = writing.with_quotations(SheetForm, request, quoted, **kept)
    elif request.method == "POST":
        form = SheetForm(request.POST, **kept)
        if form.is_valid() and (made := _drafted(request, community, form, thread, posts)):
            return redirect(made)
    else:
        begun = writing.beginning("", writing.chosen(posts, writing.numbers(request.GET.getlist("quote"))))
        initial: dict[str, Any] = {"title": thread.title if thread else "", "text": begun["text"]}
        initial |= {"owner": request.user.pk, "review_on": today + acts.REVIEWED_EVERY}
        form = SheetForm(initial=initial, html=begun["html"], **kept)
    ticked = writing.numbers((request.POST or request.GET).getlist("from" if request.POST else "quote"))
    return writing.show(request, "resources/write_sheet.html", form, posts, thread=thread, ticked=ticked)


def _drafted(
    request: CommunityRequest, community: Community, form: SheetForm, thread: Thread | None, posts: list[Post]
) -> Sheet | None:
    comes_from = writing.chosen(posts, writing.numbers(request.POST.getlist("from")))
    said = form.writing() | {"thread": thread, "posts": comes_from}
    try:
        made = acts.draft(community, by=request.user, now=community.now(), **said)
    except ValidationError as error:
        form.refuse(error)
        return None
    say(request, _("The sheet is kept as a draft: read it over, then publish it."))
    return made


@allow("keep sheets")
def edit_sheet(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    found = kept_sheet(request, community, pk)
    thread, today = _thread_of(found), community.today(community.now())
    posts, known = writing.posts_of(thread), reading.last_of(found)
    kept = {"community": community, "today": today}
    if writing.asks_to_quote(request):
        quoted = writing.chosen(posts, writing.numbers(request.POST.getlist("quote")))
        form = writing.with_quotations(SheetForm, request, quoted, **kept)
    elif request.method == "POST":
        form = SheetForm(request.POST, **kept)
        if form.is_valid() and _revised(request, found, form):
            return redirect(found)
    else:
        begun = writing.beginning(known.editable, ())
        initial: dict[str, Any] = {"title": found.title, "text": begun["text"]}
        initial |= {"owner": found.owner_id, "review_on": max(found.review_on, today + acts.REVIEWED_EVERY)}
        form = SheetForm(initial=initial, html=begun["html"], **kept)
    return writing.show(request, "resources/write_sheet.html", form, posts, thread=thread, sheet=found)


def _revised(request: CommunityRequest, found: Sheet, form: SheetForm) -> bool:
    said = form.writing()
    said.pop("form_token")
    try:
        acts.revise(found, by=request.user, now=found.community.now(), **said)
    except ValidationError as error:
        form.refuse(error)
        return False
    say(request, _("The sheet says it now."))
    return True


@require_POST
@allow("keep sheets")
def publish_sheet(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    found = kept_sheet(request, community, pk)
    acts.publish(found, by=request.user, now=community.now())
    undo = reverse("withdraw-sheet", args=[community.slug, pk])
    say(request, _("The sheet is published."), undo)
    return redirect(found)


@require_POST
@allow("keep sheets")
def withdraw_sheet(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    found = kept_sheet(request, community, pk)
    said = {"heading": _("Withdraw the sheet"), "submit": _("Withdraw it"), "title": found.title}
    writer = acts.others_work(found, request.user) if found.stands else None
    reason = reason_given(request, writer, back=found.get_absolute_url(), **said)
    if not isinstance(reason, str):
        return reason
    acts.withdraw(found, by=request.user, now=community.now(), reason=reason)
    undo = reverse("publish-sheet", args=[community.slug, pk])
    say(request, _("The sheet is withdrawn: only those who keep it still see it."), undo)
    return redirect(found)


@require_POST
@allow("keep sheets")
def review_sheet(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    found = kept_sheet(request, community, pk)
    try:
        acts.find_right(found, by=request.user, now=community.now())
    except ValidationError as error:
        say(request, error.messages[0], tone="waiting")
    else:
        undo = reverse("unreview-sheet", args=[community.slug, pk])
        say(request, _("Noted: this sheet is still right. You will be asked again in a year."), undo)
    return redirect(found)


@require_POST
@allow("keep sheets")
def unreview_sheet(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    found = kept_sheet(request, community, pk)
    if acts.take_back_review(found, by=request.user, now=community.now()):
        say(request, _("It is undone."))
    return redirect(found)


@allow("come in")
def sheet_versions(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    found = sheet_here(request, community, pk)
    return show_versions(request, found, number_of(request), title=found.title, url=found.get_absolute_url())


def sheet_here(request: CommunityRequest, community: Community, pk: int) -> Sheet:
    """The sheet of this address if the member may see it; 404 otherwise."""
    here = Sheet.objects.filter(community=community, pk=min(pk, 2**63 - 1)).visible_to(request.membership)
    found = here.select_related("owner", "thread").with_state().first()
    if found is None:
        raise Http404
    found.community = community
    return found


def kept_sheet(request: CommunityRequest, community: Community, pk: int) -> Sheet:
    found = sheet_here(request, community, pk)
    if not found.kept_by(request.membership):
        raise PermissionDenied
    return found


def _thread_of(found: Sheet) -> Thread | None:
    """The conversation it comes from, as long as it stands here."""
    thread = found.thread
    if thread is None or thread.deleted_at or thread.community_id != found.community_id:
        return None
    thread.community = found.community
    return thread
