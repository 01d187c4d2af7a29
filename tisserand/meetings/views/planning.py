from collections.abc import Callable
from functools import partial

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tisserand.communities.door import CommunityRequest, allow, posted
from tisserand.communities.models import Community
from tisserand.mail import outbox
from tisserand.ui.notices import say

from .. import mailing, planning
from ..audience import to_tell
from ..forms import CancelForm, SessionForm
from ..models import LiveSession, Telling
from .found import session_here


@allow("plan animation")
def plan_session(request: CommunityRequest, community: Community) -> HttpResponse:
    now = community.now()
    form = SessionForm(posted(request), community=community, now=now)
    plan = partial(planning.plan, community, by=request.user, now=now)
    return form_to_plan(request, form, plan)


def form_to_plan(
    request: CommunityRequest, form: SessionForm, plan: Callable[..., LiveSession]
) -> HttpResponse:
    """The page of a session that is to be: its form, and, once it is filled in, what `plan` makes of it."""
    if request.method == "POST" and form.is_valid():
        try:
            session = plan(**form.values())
        except ValidationError as error:
            form.refuse(error)
        else:
            say(request, _("The session is planned. Nobody has been told of it yet."))
            return redirect(session)
    context = {"form": form, "session": None}
    return render(request, "meetings/plan_session.html", context, status=422 if form.errors else 200)


@allow("plan animation")
def edit_session(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    """Says first how many would be told of another hour or place. `?day=` is the day it would be moved to."""
    session, now = session_here(request, community, pk), community.now()
    asked = {"day": request.GET["day"]} if request.GET.get("day") else {}
    form = SessionForm(posted(request), instance=session, community=community, now=now, initial=asked)
    knowing = _told(session, Telling.Kind.CHANGE, request)
    if request.method == "POST" and form.is_valid():
        try:
            told = planning.change(session, by=request.user, now=now, **form.values())
        except ValidationError as error:
            form.refuse(error)
        else:
            _say_changed(request, knowing if told else 0)
            return redirect(session)
    context = {"form": form, "session": session, "knowing": knowing}
    return render(request, "meetings/plan_session.html", context, status=422 if form.errors else 200)


def _told(session: LiveSession, kind: str, request: CommunityRequest) -> int:
    """How many a mail of that kind would reach."""
    people = list(to_tell(session, kind, besides=request.user.pk))
    return len(outbox.reached(mailing.KINDS[Telling.Kind(kind)], people))


def _say_changed(request: CommunityRequest, count: int) -> None:
    if not count:
        say(request, _("The session is changed."))
        return
    words = ngettext(
        "The session is changed. %(count)s person is told in ten minutes.",
        "The session is changed. %(count)s people are told in ten minutes.",
        count,
    )
    say(request, words % {"count": count})


@allow("plan animation")
def cancel_session(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    session, now = session_here(request, community, pk), community.now()
    form = CancelForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            planning.call_off(session, by=request.user, now=now, **form.cleaned_data)
        except ValidationError as error:
            say(request, " ".join(error.messages), tone="waiting")
        else:
            undo = reverse("undo-cancel-session", args=[community.slug, session.pk])
            say(request, _("The session is called off. Those who know of it are told in ten minutes."), undo)
        return redirect(session)
    context = {
        "form": form,
        "session": session,
        "knowing": _told(session, Telling.Kind.CANCELLATION, request),
    }
    return render(request, "meetings/cancel_session.html", context, status=422 if form.errors else 200)


@require_POST
@allow("plan animation")
def undo_cancel_session(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    session = session_here(request, community, pk)
    if planning.take_back(session, by=request.user, now=community.now()):
        say(request, _("It takes place after all, and nobody was told the contrary."))
    else:
        say(request, _("It is too late: the mails have left."), tone="waiting")
    return redirect(session)
